/** Four systems on Freshet, each named by its first word: {@code Store...}, {@code ShareLink...}, {@code Room...}, {@code Notification...}. */
@NullMarked
package io.freshet.showcase;

import org.jspecify.annotations.NullMarked;
