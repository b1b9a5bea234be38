package io.freshet.server;

class Http2OnNioTest extends StreamsOverHttp2 {
    Http2OnNioTest() {
        super(EventLoops.startNio(2), true);
    }
}
