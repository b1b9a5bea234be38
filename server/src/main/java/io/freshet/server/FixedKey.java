package io.freshet.server;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One key, for one algorithm. */
final class FixedKey implements KeySource {
    private final JWSAlgorithm algorithm;
    private final List<JWSVerifier> verifiers;

    FixedKey(JWSAlgorithm algorithm, JWSVerifier verifier) {
        this.algorithm = algorithm;
        this.verifiers = List.of(verifier);
    }

    @Override
    public Set<JWSAlgorithm> algorithms() {
        return Set.of(algorithm);
    }

    @Override
    public CompletionStage<List<JWSVerifier>> keysFor(JWSHeader header) {
        return CompletableFuture.completedFuture(verifiers);
    }
}
