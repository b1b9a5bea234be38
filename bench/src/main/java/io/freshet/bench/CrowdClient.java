package io.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A process that reads idle streams until it is killed or nobody holds the other end of its input. Its arguments are the server's
 * ({@link ServerProcess#arguments}), the size of events, how many streams it opens, and the address it comes from. It writes
 * {@link #READY} when all are open, and answers each line with how many deliveries, disconnects and reads there were so far.
 */
final class CrowdClient {
    static final String READY = "open";

    private CrowdClient() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Site site = ServerProcess.site(arguments, Integer.parseInt(arguments[ServerProcess.ARGUMENTS]));
        int subscribers = Integer.parseInt(arguments[ServerProcess.ARGUMENTS + 1]);
        InetSocketAddress source = new InetSocketAddress(arguments[ServerProcess.ARGUMENTS + 2], 0);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (Audience audience = Audience.open(site, source, new Topics.One(subscribers), subscribers, 1)) {
            System.out.println(READY);
            while (in.readLine() != null) {
                System.out.println(audience.arrivals().all() + " " + audience.disconnects() + " " + audience.reads());
            }
        }
    }
}
