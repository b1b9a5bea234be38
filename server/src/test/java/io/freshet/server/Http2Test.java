package io.freshet.server;

class Http2Test extends StreamsOverHttp2 {
    Http2Test() {
        super(EventLoops.start(2), true);
    }
}
