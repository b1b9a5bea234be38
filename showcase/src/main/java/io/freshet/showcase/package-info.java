/** A store dashboard on Freshet: what a shop sells, live in the browser, through every refresh. */
@NullMarked
package io.freshet.showcase;

import org.jspecify.annotations.NullMarked;
