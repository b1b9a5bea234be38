package io.freshet.showcase;

import io.freshet.testkit.Http2SseClient;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient;
import java.io.IOException;
import java.util.List;

/** A user's browser in a storm: what the requests of all tabs go over. May be used by any number of threads. */
interface StormBrowser {
    /** The page of the share link, and what stands in its head. */
    List<String> PAGE = List.of("/links?link=storm", "/assets/links.css", "/assets/links.js");

    /**
     * Loads the page that the stream is for, where that matters: over HTTP/2 Tomcat weighs what a connection asks for against the
     * streams that are reset on it, and closes one that does little else.
     */
    void load(Caller user) throws IOException;

    /** A request for a stream, to add to. */
    SseClient.Request request(String path);

    /** Ends a stream as the browser does when its page is left and nothing was coming just now. */
    void leave(SseClient stream) throws IOException;

    /** Has a socket for each request, and closes it. */
    static StormBrowser overHttp1(int port) {
        return new StormBrowser() {
            @Override
            public void load(Caller user) {}

            @Override
            public SseClient.Request request(String path) {
                return RawSseClient.to(port, path);
            }

            @Override
            public void leave(SseClient stream) throws IOException {
                stream.close();
            }
        };
    }

    /** Has one connection of HTTP/2, which stays, and resets the streams on it. */
    static StormBrowser overHttp2(Http2SseClient connection) {
        return new StormBrowser() {
            @Override
            public void load(Caller user) throws IOException {
                for (String each : PAGE) {
                    Http2SseClient part = connection
                            .request(each)
                            .header("Accept", "*/*")
                            .header("Authorization", user.password())
                            .open();
                    String text = part.text();
                    if (part.head().status() != 200) {
                        throw new AssertionError(each + " was answered with " + part.head() + " " + text);
                    }
                }
            }

            @Override
            public SseClient.Request request(String path) {
                return connection.request(path);
            }

            @Override
            public void leave(SseClient stream) throws IOException {
                stream.reset();
            }
        };
    }
}
