/** Tests of the hub's semantics, by its public API and the testkit's own tools. */
@NullMarked
package io.freshet.testkit;

import org.jspecify.annotations.NullMarked;
