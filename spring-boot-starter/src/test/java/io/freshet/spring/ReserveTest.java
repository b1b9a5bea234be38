package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What streams leave to others. */
class ReserveTest {
    @ParameterizedTest
    @CsvSource({"8192, 7680", "819, 768", "100, 84", "20, 10", "2, 1", "1, 1", "2147483647, 2013265920"})
    void aSixteenthOfTheConnectionsIsForOthers(int connections, int streams) {
        assertThat(Reserve.streamsOn(connections)).isEqualTo(streams);
    }

    @ParameterizedTest
    @CsvSource({"1048576, 983040", "20000, 18750", "1024, 768", "100, 50", "9223372036854775807, 2147483647"})
    void aSixteenthOfTheDescriptorsIsForOthers(long descriptors, int connections) {
        assertThat(Reserve.connectionsIn(descriptors)).isEqualTo(connections);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 100, 239, 240, 241, 7680, 100_000, 999_999})
    void soManyConnectionsAsStreamsNeedHaveRoomForThem(int streams) {
        assertThat(Reserve.streamsOn(Reserve.connectionsFor(streams))).isBetween(streams, streams + streams / 100 + 9);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_100_000_000, Integer.MAX_VALUE})
    void noNumberIsTooLarge(int streams) {
        assertThat(Reserve.connectionsFor(streams)).isEqualTo(Integer.MAX_VALUE);
    }
}
