package io.freshet.server;

import io.freshet.Connection;
import io.freshet.Transport;
import io.netty.handler.codec.http.HttpRequest;

/** An exchange over HTTP/2. */
final class Http2Exchange extends HttpExchange {
    private final Http2Request from;

    Http2Exchange(Http2Request from, HttpRequest request, RequestTarget target, byte[] body) {
        super(from.channel(), from.service(), request, target, body);
        this.from = from;
    }

    @Override
    void send(Answer answer) {
        from.send(answer, this);
    }

    @Override
    Transport carrier(Connection connection, StreamHeaders headers, Runnable writable) {
        return new Http2Transport(connection, this, headers, writable);
    }

    @Override
    void handOverTo(ChannelTransport stream) {
        from.handOverTo(stream);
    }
}
