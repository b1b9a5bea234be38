/** Side-by-side measurements: servers in processes of their own, and a load client that checks every delivery. */
@NullMarked
package io.freshet.bench;

import org.jspecify.annotations.NullMarked;
