package io.freshet.server;

class Http1OnNioTest extends StreamsOverHttp1 {
    Http1OnNioTest() {
        super(EventLoops.startNio(2), false);
    }
}
