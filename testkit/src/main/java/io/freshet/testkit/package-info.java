/**
 * What tests of a hub, a log or a transport need: a clock and executors that move when told, a log that answers late, a
 * transport that remembers, and contracts that every log and transport passes.
 */
@NullMarked
package io.freshet.testkit;

import org.jspecify.annotations.NullMarked;
