/** Streams and requests on Netty, the Mercure protocol over them, and the hub as a program. */
@NullMarked
package io.freshet.server;

import org.jspecify.annotations.NullMarked;
