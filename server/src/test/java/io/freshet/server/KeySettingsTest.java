package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that tokens are checked with: without one, the hub does not start. */
class KeySettingsTest {
    private static final String WELL_KNOWN = "!ChangeThisMercureHubJWTSecretKey!";

    @TempDir
    private Path folder;

    private static String pem(String algorithm) throws GeneralSecurityException {
        PublicKey key =
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static List<String> algorithms(TokenKeys keys) {
        return keys.source().algorithms().stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private static List<String> publishers(GivenSettings given) {
        return algorithms(given.settings().mercure().publishers());
    }

    private static List<String> subscribers(GivenSettings given) {
        return algorithms(given.settings().mercure().subscribers());
    }

    @Test
    void withoutAKeyItIsToldHowToMakeOne() {
        assertThat(GivenSettings.without().refusal())
                .startsWith(
                        "The hub has no key to check the tokens of publishers with, and does not start without one.")
                .contains("openssl rand -base64 48")
                .contains("FRESHET_KEY")
                .contains("--key")
                .contains("--dev");
    }

    @Test
    void anonymousSubscribersDoNotMakeUpForThePublishersKey() {
        assertThat(GivenSettings.without().flags("--anonymous").refusal()).contains("tokens of publishers");
    }

    @Test
    void whereNobodyCouldSubscribeItDoesNotStart() {
        GivenSettings given = GivenSettings.without().flags("--publisher-key=" + GivenSettings.KEY);
        assertThat(given.refusal()).contains("tokens of subscribers").contains("--anonymous");
        assertThat(given.flags("--anonymous").settings().mercure().anonymous()).isTrue();
    }

    @Test
    void theKeyThatEverybodyKnowsIsForDevOnly() {
        assertThat(GivenSettings.without().flags("--key=" + WELL_KNOWN).refusal())
                .startsWith("--key is the key that everybody knows")
                .contains("openssl rand -base64 48");
        assertThat(GivenSettings.without()
                        .flags("--key=" + GivenSettings.KEY, "--subscriber-key=" + WELL_KNOWN)
                        .refusal())
                .startsWith("--subscriber-key is the key that everybody knows");
        assertThat(publishers(GivenSettings.without().flags("--key=" + WELL_KNOWN, "--dev")))
                .containsExactly("HS256");
    }

    @Test
    void aSecretThatIsTooShortIsNotTold() {
        assertThat(GivenSettings.without().variable("FRESHET_KEY", "opensesame").refusal())
                .startsWith("FRESHET_KEY: ")
                .contains("32 or more")
                .contains("openssl rand")
                .doesNotContain("opensesame");
    }

    @Test
    void aSecretIsForHs256AndAPublicKeyForRs256UnlessSaidOtherwise() throws GeneralSecurityException {
        assertThat(publishers(GivenSettings.withKey())).containsExactly("HS256");
        assertThat(publishers(
                        GivenSettings.without().flags("--key=" + GivenSettings.KEY.repeat(2), "--algorithm=HS512")))
                .containsExactly("HS512");
        assertThat(publishers(GivenSettings.without().flags("--key=" + pem("RSA"))))
                .containsExactly("RS256");
    }

    @Test
    void aKeyMayStandInAFile() throws IOException, GeneralSecurityException {
        Path secret = Files.writeString(folder.resolve("secret"), GivenSettings.KEY + "\n");
        Path publicKey = Files.writeString(folder.resolve("key.pem"), pem("RSA"));
        GivenSettings given = GivenSettings.without()
                .flags("--publisher-key=file:" + secret, "--subscriber-key=file:" + publicKey)
                .flags("--subscriber-algorithm=RS512");
        assertThat(publishers(given)).containsExactly("HS256");
        assertThat(subscribers(given)).containsExactly("RS512");
        assertThat(GivenSettings.without().flags("--key=file:/no/such/file").refusal())
                .contains("file:/no/such/file")
                .contains("the path of a file that is there and may be read");
    }

    @Test
    void keysMayBeListedElsewhere() {
        GivenSettings given = GivenSettings.without().flags("--jwks=https://example.com/jwks.json");
        assertThat(publishers(given)).containsExactly("RS256");
        assertThat(publishers(given.flags("--algorithm=ES256, RS256"))).containsExactly("ES256", "RS256");
        assertThat(GivenSettings.withKey("--jwks=https://example.com/jwks.json").refusal())
                .isEqualTo("--key and --jwks are not allowed together: one of the two");
        assertThat(GivenSettings.without()
                        .flags("--dev", "--jwks=https://example.com/jwks.json")
                        .settings()
                        .dev())
                .isTrue();
    }

    @Test
    void publishersAndSubscribersMayHaveTheirOwn() {
        GivenSettings given = GivenSettings.withKey("--subscriber-jwks=https://example.com/jwks.json");
        assertThat(publishers(given)).containsExactly("HS256");
        assertThat(subscribers(given)).containsExactly("RS256");
    }

    @Test
    void anAlgorithmThatDoesNotGoWithTheKeyIsRefused() throws GeneralSecurityException {
        assertThat(GivenSettings.withKey("--algorithm=RS256").refusal())
                .startsWith("--key: ")
                .contains("HS256");
        assertThat(GivenSettings.withKey("--algorithm=none").refusal()).contains("'none'");
        assertThat(GivenSettings.without().flags("--key=" + pem("EC")).refusal())
                .contains("EC")
                .contains("RS256")
                .contains("--algorithm");
        assertThat(GivenSettings.without().flags("--key=-----BEGIN nonsense").refusal())
                .contains("PEM");
    }
}
