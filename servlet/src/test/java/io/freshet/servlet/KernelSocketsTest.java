package io.freshet.servlet;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the kernel's table, whose lines stand here as a Linux of 64 bits has written them. */
class KernelSocketsTest {
    private static final String HEAD =
            "  sl  local_address                         remote_address                        st tx_queue rx_queue"
                    + " tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String IDLE =
            "  14: 0000000000000000FFFF000001F1E70A:82F3 0000000000000000FFFF000006F1E70A:A7EC 01 00000000:00000000"
                    + " 00:00000000 00000000     0        0 7919977 1 0000000022a36d73 20 4 27 12 -1\n";
    private static final String ONCE =
            "  26: 0000000000000000FFFF000001F1E70A:963B 0000000000000000FFFF000006F1E70A:0001 01 00000010:00000000"
                    + " 01:00000024 00000001     0        0 7919985 2 0000000005c82a50 40 4 27 12 -1\n";
    private static final String TWICE =
            "  27: 0000000000000000FFFF000001F1E70A:8967 0000000000000000FFFF000006F1E70A:C7EC 01 00000016:00000000"
                    + " 01:00000028 00000002     0        0 7919981 2 000000007d1e4023 81 4 27 1 -1\n";
    private static final String CLOSED =
            "  23: 0000000000000000FFFF000001B8E70A:9345 0000000000000000FFFF000006B8E70A:CB28 04 00000011:00000000"
                    + " 01:000005EB 00000007     0        0 0 2 000000001e564594 2611 4 27 1 -1\n";
    private static final String WITH_MANY_BEFORE =
            "19421: 0000000000000000FFFF00000100007F:E70A 0000000000000000FFFF00000100007F:97BD 06 00000000:00000000"
                    + " 03:00000326 00000000     0        0 0 3 000000004beeae15\n";
    private static final String OF_IPV4 =
            "   0: 01F1E70A:8967 06F1E70A:C7EC 01 00000016:00000000 01:00000000 00000003     0        0 7438368 1"
                    + " 00000000f9352676 160 4 20 10 -1                 \n";

    private static final String SOCKET = "0000000000000000FFFF000001F1E70A:8967 0000000000000000FFFF000006F1E70A:C7EC";

    @TempDir
    private Path folder;

    private KernelSockets table(String text) throws IOException {
        return new KernelSockets(Files.writeString(folder.resolve("tcp"), text));
    }

    @Test
    void whatWasSentAgainAndAgainIsFoundAmongTheRest() throws IOException {
        // 20 and 40 ticks until the first and second retransmission, and 41 of 81 since then.
        assertThat(table(HEAD + IDLE + ONCE + TWICE + CLOSED + WITH_MANY_BEFORE).unanswered())
                .containsExactly(entry(SOCKET, Duration.ofMillis(10 * (61 + 41))));
    }

    @Test
    void aSocketOfIpv4HasOneNameInBothTables() throws IOException {
        assertThat(table(HEAD + OF_IPV4).unanswered())
                .containsExactly(entry(SOCKET, Duration.ofMillis(10 * (140 + 160))));
    }

    @Test
    void aTableMayBeLongerThanWhatIsReadAtOnce() throws IOException {
        assertThat(table(HEAD + IDLE.repeat(997) + TWICE + IDLE.repeat(1009)).unanswered())
                .containsOnlyKeys(SOCKET);
        assertThat(table("").unanswered()).isEmpty();
    }
}
