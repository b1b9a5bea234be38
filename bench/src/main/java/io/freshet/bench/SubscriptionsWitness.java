package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subscriber of a Mercure hub's subscription events: it takes down when it is told that a subscription has ended, which is a little
 * later than the hub noticed.
 */
final class SubscriptionsWitness implements Witness {
    private static final String SELECTOR = MercureDialect.PATH + "/subscriptions{/topic}{/subscriber}";
    private static final Pattern TOPIC = Pattern.compile("\"topic\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ENDED = Pattern.compile("\"active\"\\s*:\\s*false");

    private final Socket socket = new Socket();
    private final Map<String, Long> moments = new ConcurrentHashMap<>();

    SubscriptionsWitness(ServerProcess server) throws IOException {
        Site site = server.site(Stamp.SHORTEST);
        String target = site.dialect().stream(URLEncoder.encode(SELECTOR, UTF_8));
        socket.connect(site.address());
        socket.getOutputStream()
                .write(Site.get(target, MercureDialect.authorization()).getBytes(US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        String status = in.readLine();
        if (status == null || !status.startsWith("HTTP/1.1 200")) {
            throw new IOException("the stream of subscription events was answered with " + status);
        }
        Thread reader = new Thread(() -> read(in), "bench-subscriptions");
        reader.setDaemon(true);
        reader.start();
    }

    /** Chunks may end anywhere but, with hubs that write an event at once, not within one. */
    private void read(BufferedReader in) {
        StringBuilder event = new StringBuilder();
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("data:")) {
                    event.append(line.substring("data:".length()));
                } else if (line.isEmpty()) {
                    told(event.toString());
                    event.setLength(0);
                }
            }
        } catch (IOException closed) {
            // It is closed when everything has been measured; if it was earlier, endings are missing and that is
            // reported.
        }
    }

    private void told(String event) {
        long now = System.nanoTime();
        Matcher topic = TOPIC.matcher(event);
        if (ENDED.matcher(event).find() && topic.find()) {
            moments.putIfAbsent(topic.group(1), now);
        }
    }

    @Override
    public Map<String, Long> endings(Map<String, Long> left) {
        return Map.copyOf(moments);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
