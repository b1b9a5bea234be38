@NullMarked
package io.freshet.file;

import org.jspecify.annotations.NullMarked;
