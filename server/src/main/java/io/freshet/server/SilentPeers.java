package io.freshet.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the system is told to give up a peer that acknowledges nothing, because its network has vanished for example (RFC 5482). There
 * is something to acknowledge after one heartbeat at the latest, so such a peer is gone within two.
 */
final class SilentPeers {
    private static final Logger LOG = LoggerFactory.getLogger(SilentPeers.class);

    /** What is lost on the way is sent again within less. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private SilentPeers() {}

    /** Does nothing where Netty has no such option: there the system has its own patience. */
    static void giveUpAfter(Duration heartbeat, Channel channel) {
        if (channel instanceof EpollSocketChannel socket) {
            Duration allowed = heartbeat.multipliedBy(3).dividedBy(4);
            long millis = (allowed.compareTo(LEAST) > 0 ? allowed : LEAST).toMillis();
            try {
                socket.config().setTcpUserTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            } catch (ChannelException closed) {
                LOG.debug("{} has ended already", channel, closed);
            }
        }
    }
}
