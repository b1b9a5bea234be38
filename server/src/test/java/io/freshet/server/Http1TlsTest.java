package io.freshet.server;

class Http1TlsTest extends StreamsOverHttp1 {
    Http1TlsTest() {
        super(EventLoops.start(2), true);
    }
}
