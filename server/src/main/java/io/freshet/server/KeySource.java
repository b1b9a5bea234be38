package io.freshet.server;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Where the keys of tokens are. May be asked by any thread. */
interface KeySource {
    /** What tokens may be signed by. */
    Set<JWSAlgorithm> algorithms();

    /**
     * The keys that a token with this header may have been signed with, perhaps none; the header's algorithm is one of
     * {@link #algorithms}. Exceptionally if the keys cannot be had at present.
     */
    CompletionStage<List<JWSVerifier>> keysFor(JWSHeader header);
}
