package io.freshet.server;

import io.freshet.HubBuilder;

/** Of a hub that has lanes of its own. */
class Http2OnForeignLanesTest extends StreamsOverHttp2 {
    Http2OnForeignLanesTest() {
        super(EventLoops.start(2), true);
    }

    @Override
    protected HubBuilder prepare(HubBuilder hub) {
        return hub;
    }
}
