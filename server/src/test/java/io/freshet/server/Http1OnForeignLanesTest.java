package io.freshet.server;

import io.freshet.HubBuilder;

/** Of a hub that has lanes of its own. */
class Http1OnForeignLanesTest extends StreamsOverHttp1 {
    Http1OnForeignLanesTest() {
        super(EventLoops.start(2), false);
    }

    @Override
    protected HubBuilder prepare(HubBuilder hub) {
        return hub;
    }
}
