/** Rules that hold over all modules. */
@NullMarked
package io.freshet.architecture;

import org.jspecify.annotations.NullMarked;
