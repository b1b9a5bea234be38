package io.freshet.server;

import io.freshet.Connection;
import io.freshet.Transport;
import io.netty.handler.codec.http.HttpRequest;

/** An exchange over HTTP/1. */
final class Http1Exchange extends HttpExchange {
    private final Http1Requests requests;

    Http1Exchange(Http1Requests requests, HttpRequest request, RequestTarget target, byte[] body) {
        super(requests.channel(), requests.service(), request, target, body);
        this.requests = requests;
    }

    @Override
    void send(Answer answer) {
        requests.send(answer, this);
    }

    @Override
    Transport carrier(Connection connection, StreamHeaders headers, Runnable writable) {
        return new Http1Transport(connection, this, headers, writable);
    }

    @Override
    void handOverTo(ChannelTransport stream) {
        requests.handOverTo(stream);
    }
}
