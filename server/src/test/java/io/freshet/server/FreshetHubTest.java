package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the program begins: what it prints, and with what it ends if it cannot. */
class FreshetHubTest {
    @Test
    void saysWhereItServesOnceItDoes() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev")) {
            assertThat(hub.url()).matches("http://localhost:[1-9][0-9]*");
            assertThat(hub.lines()).contains("Freshet hub ready: " + hub.url());
            assertThat(hub.get("/readyz").statusCode()).isEqualTo(200);
            hub.terminate();
            assertThat(hub.exit()).isZero();
        }
    }

    @Test
    void servesWithAKeyAndWithoutDev(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("freshet.properties"), "key=" + GivenSettings.KEY + "\nport=0\n");
        try (HubProcess hub = HubProcess.start(Map.of("FRESHET_CONFIG", file.toString()))) {
            assertThat(hub.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(hub.get("/").statusCode()).as("the page").isEqualTo(404);
            assertThat(hub.get(MercureEndpoint.PATH + "?topic=a").statusCode())
                    .as("an anonymous subscriber")
                    .isEqualTo(401);
            assertThat(hub.publish(DevTokens.everything(DevTokens.DEV_KEY, "me"), "topic=a")
                            .statusCode())
                    .as("the key that everybody knows")
                    .isEqualTo(401);
            assertThat(hub.publish(DevTokens.everything(GivenSettings.KEY, "me"), "topic=a")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void doesNotStartWithoutAKeyAndSaysHowToMakeOne() throws Exception {
        try (HubProcess hub = HubProcess.start()) {
            assertThat(hub.exit()).isEqualTo(2);
            assertThat(hub.output())
                    .startsWith("The hub has no key")
                    .contains("openssl rand -base64 48")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void whatItAdvisesMakesAKeyThatItTakes() throws Exception {
        Process openssl = new ProcessBuilder("openssl", "rand", "-base64", "48").start();
        String key = new String(openssl.getInputStream().readAllBytes(), UTF_8).strip();
        try (HubProcess hub = HubProcess.start(Map.of("PORT", "0", "FRESHET_KEY", key))) {
            assertThat(hub.url()).isNotEmpty();
        }
    }

    @Test
    void doesNotStartWithASettingThatMakesNoSense() throws Exception {
        try (HubProcess hub = HubProcess.start(Map.of("PORT", "three thousand"), "--dev")) {
            assertThat(hub.exit()).isEqualTo(2);
            assertThat(hub.output()).isEqualTo("PORT is 'three thousand', which is not allowed: a port, 0 to 65535");
        }
    }

    @Test
    void saysSoWhereItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                HubProcess hub = HubProcess.start("--dev", "--port=" + taken.getLocalPort())) {
            assertThat(hub.exit()).isEqualTo(1);
            assertThat(hub.output())
                    .contains("The hub cannot listen on ")
                    .contains(":" + taken.getLocalPort())
                    .doesNotContain(HubProcess.READY)
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void helpAndVersionNeedNoKey() throws Exception {
        try (HubProcess help = HubProcess.start("--help");
                HubProcess version = HubProcess.start("--version")) {
            assertThat(help.exit()).isZero();
            assertThat(help.output()).startsWith("Usage: ").contains("--publish-rate");
            assertThat(version.exit()).isZero();
            assertThat(version.output()).startsWith("Freshet hub ");
        }
    }

    @Test
    void listensWhereItIsTold() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev", "--address=127.0.0.1")) {
            assertThat(hub.get("/healthz").body()).isEqualTo("up\n");
        }
    }

    @Test
    void warnsOfVariablesThatNameNothing() throws Exception {
        try (HubProcess hub = HubProcess.start(Map.of("PORT", "0", "FRESHET_PROT", "1"), "--dev")) {
            hub.url();
            assertThat(hub.output()).contains("WARN").contains("FRESHET_PROT is set, but there is no such setting");
        }
    }

    @Test
    void servesTheClientWhereItIsTold() throws Exception {
        try (HubProcess hub = HubProcess.start("--key=" + GivenSettings.KEY, "--client-path=/js/freshet.js")) {
            HttpResponse<String> client = hub.get("/js/freshet.js");
            assertThat(client.statusCode()).isEqualTo(200);
            assertThat(client.body()).contains("FreshetSource");
            assertThat(client.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
            assertThat(client.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(hub.get("/js/freshet.js.map").body()).startsWith("{");
            assertThat(hub.get("/freshet.js").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whoHasTheClientAlreadyIsToldSo() throws Exception {
        try (HubProcess hub = HubProcess.start("--dev")) {
            String tag = hub.get("/freshet.js").headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> again = hub.send(HttpRequest.newBuilder(URI.create(hub.url() + "/freshet.js"))
                    .header("If-None-Match", tag));
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }
}
