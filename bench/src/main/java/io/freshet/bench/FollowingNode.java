package io.freshet.bench;

import io.freshet.Hub;
import io.freshet.redis.RedisEventLog;
import io.lettuce.core.RedisURI;
import java.io.IOException;

/** A node without a subscriber: its arguments are the URL of Redis and the name of the log. Ends with its input. */
final class FollowingNode {
    private FollowingNode() {}

    public static void main(String[] arguments) throws IOException {
        try (Hub hub = Hub.builder()
                .log(RedisEventLog.at(RedisURI.create(arguments[0]))
                        .name(arguments[1])
                        .open())
                .build()) {
            System.out.println("follows from " + hub.position());
            while (System.in.read() >= 0) {
                // Whoever started it says nothing until it is to end.
            }
        }
    }
}
