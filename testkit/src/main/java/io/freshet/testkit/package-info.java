/** What tests need: contracts that every log and transport passes, a client on plain sockets, a clock that is moved by hand. */
@NullMarked
package io.freshet.testkit;

import org.jspecify.annotations.NullMarked;
