package io.freshet.server;

class Http1Test extends StreamsOverHttp1 {
    Http1Test() {
        super(EventLoops.start(2), false);
    }
}
