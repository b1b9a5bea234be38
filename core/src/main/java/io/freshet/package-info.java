/**
 * Server-Sent Events that survive the refresh: the hub, its log, its subscribers and the lanes that write to connections.
 *
 * <p>Start at {@link io.freshet.Hub}.
 */
@NullMarked
package io.freshet;

import org.jspecify.annotations.NullMarked;
