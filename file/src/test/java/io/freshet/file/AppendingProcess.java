package io.freshet.file;

import io.freshet.EventId;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A process that appends number after number until it is killed, and prints each that was acknowledged. */
final class AppendingProcess implements AutoCloseable {
    private static final int IN_FLIGHT = 16;

    private final Process process;
    private final BufferedReader output;
    private final List<Long> acknowledged = new ArrayList<>();

    private AppendingProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static AppendingProcess start(Path path, Fsync fsync, int keeps, long firstNumber) throws IOException {
        return new AppendingProcess(new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        path.toString(),
                        fsync.name(),
                        Integer.toString(keeps),
                        Long.toString(firstNumber))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** Waits until so many more are acknowledged. */
    void acknowledged(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String line = output.readLine();
            if (line == null) {
                throw new AssertionError("the process has ended after " + acknowledged.size() + " appends");
            }
            hear(line);
        }
    }

    /** A line may be cut by the end; what it would have said was not heard by anybody. */
    private void hear(String line) {
        if (line.endsWith(".")) {
            acknowledged.add(Long.valueOf(line.substring(0, line.length() - 1)));
        }
    }

    /** Kills it and says what was acknowledged in its life. */
    List<Long> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            hear(line);
        }
        process.waitFor();
        return acknowledged;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The process that dies. */
    public static void main(String[] arguments) throws Exception {
        FileEventLog log =
                Logs.open(Path.of(arguments[0]), Fsync.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
        Deque<CompletionStage<EventId>> stages = new ArrayDeque<>();
        long oldest = Long.parseLong(arguments[3]);
        for (long number = oldest; ; number++) {
            stages.add(log.append(Logs.entry(Long.toString(number))));
            if (stages.size() == IN_FLIGHT) {
                Logs.answer(stages.remove());
                System.out.println(oldest++ + ".");
            }
        }
    }
}
