/** Four systems on Freshet, each named by its first word: {@code Store...}, {@code ShareLink...}, {@code Room...}, and {@code Post...} with {@code Notification...}. */
@NullMarked
package io.freshet.showcase;

import org.jspecify.annotations.NullMarked;
