/** Unit tests of what can be told without a hub. */
@NullMarked
package io.freshet;

import org.jspecify.annotations.NullMarked;
