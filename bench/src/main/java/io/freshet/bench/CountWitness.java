package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a server again and again how many streams it has, and takes down when there are fewer. Whoever went first is taken to be the
 * first that is missing. A moment is late by up to a look, somewhat more than a millisecond.
 */
final class CountWitness implements Witness {
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Socket socket = new Socket();
    private final byte[] question;
    private final Pattern count;

    /** How many streams there were, from each moment at which that changed. */
    private final NavigableMap<Long, Integer> counts = new ConcurrentSkipListMap<>();

    private CountWitness(ServerProcess server, String question, String count) throws IOException {
        this.question = question.getBytes(US_ASCII);
        this.count = Pattern.compile(count);
        socket.connect(server.address());
        socket.setTcpNoDelay(true);
        look(new BufferedInputStream(socket.getInputStream()));
        Thread watcher = new Thread(this::watch, "bench-count");
        watcher.setDaemon(true);
        watcher.start();
    }

    static CountWitness ofNchan(ServerProcess server) throws IOException {
        return new CountWitness(server, "GET /status HTTP/1.1\r\nHost: bench\r\n\r\n", "\nsubscribers: (\\d+)");
    }

    static CountWitness ofCentrifugo(ServerProcess server) throws IOException {
        String question = "{\"pattern\":\"" + Dialect.TOPIC + "\"}";
        return new CountWitness(
                server,
                "POST /api/channels HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                        + CentrifugoDialect.KEY + "Content-Length: " + question.length() + "\r\n\r\n" + question,
                "\"num_clients\":(\\d+)");
    }

    private void watch() {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                LockSupport.parkNanos(BETWEEN_LOOKS);
                look(in);
            }
        } catch (IOException closed) {
            // It is closed when everything has been measured; if it was earlier, endings are missing and that is
            // reported.
        }
    }

    private void look(InputStream in) throws IOException {
        socket.getOutputStream().write(question);
        Answer answer = Answer.read(in);
        if (!answer.isSuccess()) {
            throw new IOException("the question for the number of streams was answered with " + answer.status());
        }
        long now = System.nanoTime();
        Matcher found = count.matcher(answer.body());
        int streams = found.find() ? Integer.parseInt(found.group(1)) : 0;
        Map.Entry<Long, Integer> last = counts.lastEntry();
        if (last == null || last.getValue() != streams) {
            counts.put(now, streams);
        }
    }

    @Override
    public Map<String, Long> endings(Map<String, Long> left) {
        List<Map.Entry<String, Long>> inOrder =
                left.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
        Map<String, Long> endings = new HashMap<>();
        int leftOver = inOrder.size();
        for (Map.Entry<String, Long> departure : inOrder) {
            int most = --leftOver;
            counts.tailMap(departure.getValue()).entrySet().stream()
                    .filter(change -> change.getValue() <= most)
                    .findFirst()
                    .ifPresent(change -> endings.put(departure.getKey(), change.getKey()));
        }
        return endings;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
