package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MercureSettingsTest {
    private static void refused(UnaryOperator<MercureSettings.Builder> change, String message) {
        assertThatThrownBy(() ->
                        change.apply(MercureSettings.of(MercureServer.KEYS)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotSetIsSafe() {
        MercureSettings settings = MercureSettings.of(MercureServer.KEYS).build();
        assertThat(settings.anonymous()).isFalse();
        assertThat(settings.corsOrigins()).isEmpty();
        assertThat(settings.publishOrigins()).isEmpty();
        assertThat(settings.subscriptions()).isFalse();
        assertThat(settings.cookie()).isEqualTo("mercureAuthorization");
        assertThat(settings.subscribers()).isSameAs(settings.publishers());
    }

    @Test
    void whatIsNotAllowedIsNamed() {
        refused(it -> it.cookie(""), "cookie name '' is not allowed");
        refused(it -> it.cookie("a;b"), "cookie name 'a;b' is not allowed");
        refused(it -> it.streamsPerSubject(-1), "streamsPerSubject -1 is not allowed: 1 or more, or 0 for any number");
        refused(it -> it.streamsPerAddress(-1), "streamsPerAddress -1 is not allowed");
        refused(it -> it.templatesPerSubscriber(-1), "templatesPerSubscriber -1 is not allowed");
        refused(it -> it.publishesPerSecond(-1), "publishesPerSecond -1 is not allowed");
        refused(it -> it.url(URI.create("/hub")), "url '/hub' is not allowed: an absolute URL");
        refused(it -> it.url(URI.create("ftp://example.com/hub")), "is not allowed: an absolute URL");
    }

    @Test
    void keysAreNotShown() {
        assertThat(MercureSettings.of(MercureServer.KEYS).build().toString()).doesNotContain(TestTokens.SECRET);
    }
}
