/** Systems of real processes under a continuous load, what is done to them, and whether anything was lost by it. */
@NullMarked
package io.freshet.bench.faults;

import org.jspecify.annotations.NullMarked;
