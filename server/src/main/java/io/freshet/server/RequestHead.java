package io.freshet.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** What the head of a request over HTTP/1 must have, beyond what the decoder has looked at. */
final class RequestHead {
    private RequestHead() {}

    /** The status to refuse the request with; 0 if there is no objection. */
    static int objection(HttpRequest request, int maxBodyBytes) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return 505;
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        // RFC 9112, 3.2
        if (hosts.size() > 1 || (hosts.isEmpty() && version.minorVersion() > 0)) {
            return 400;
        }
        // What the body is in would have to be undone, and no client needs it.
        List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!encodings.isEmpty() && !(encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked"))) {
            return 501;
        }
        if (HttpUtil.getContentLength(request, 0L) > maxBodyBytes) {
            return 413;
        }
        String expected = request.headers().get(HttpHeaderNames.EXPECT);
        // RFC 9110, 10.1.1
        return expected == null || expected.equalsIgnoreCase("100-continue") ? 0 : 417;
    }
}
