package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomTest {
    @Test
    void streamsLeaveASixteenthOfTheConnectionsToOthers() {
        assertThat(Room.forStreams(15_000, Integer.MAX_VALUE)).isEqualTo(new Room(15_000, 16_001));
        assertThat(Room.forStreams(100, Integer.MAX_VALUE)).isEqualTo(new Room(100, 164));
        assertThat(Room.forStreams(Integer.MAX_VALUE, Long.MAX_VALUE).connections())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"20000", "1024", "400", "300", "257", "10"})
    void thereAreNoMoreThanTheProcessMayHave(long descriptors) {
        Room room = Room.forStreams(100_000, descriptors);
        assertThat(room.connections()).isBetween(2, (int) Math.max(2, descriptors - 256));
        assertThat(room.streams()).isBetween(1, room.connections() - 1);
    }

    @Test
    void aProcessThatMayHaveALotIsUsed() {
        assertThat(Room.forStreams(100_000, 20_000)).isEqualTo(new Room(18_510, 19_744));
    }

    @Test
    void thisProcessMayHaveSome() {
        assertThat(Room.descriptors()).isGreaterThan(256);
    }
}
