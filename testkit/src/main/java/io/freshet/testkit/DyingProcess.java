package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process that has opened streams, and is killed. */
final class DyingProcess {
    private DyingProcess() {}

    /** Lets a process open so many streams and kills it. */
    static void openAndDie(int port, String target, int streams) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingProcess.class.getName(),
                        Integer.toString(port),
                        target,
                        Integer.toString(streams))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("open");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The process that dies. */
    public static void main(String[] arguments) throws IOException {
        List<RawSseClient> open = new ArrayList<>();
        for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
            RawSseClient client = RawSseClient.to(Integer.parseInt(arguments[0]), arguments[1])
                    .open();
            client.event("connect");
            open.add(client);
        }
        System.out.println("open");
        open.get(0).rest();
    }
}
