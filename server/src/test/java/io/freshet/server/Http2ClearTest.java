package io.freshet.server;

class Http2ClearTest extends StreamsOverHttp2 {
    Http2ClearTest() {
        super(EventLoops.start(2), false);
    }
}
