package io.freshet.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** What browsers load from the hub: its client as a module, and with {@code --dev} a page to try the hub with. */
final class Page {
    private static final String CLIENT = "META-INF/freshet/freshet.js";
    private static final String FOLDER = "io/freshet/server/page/";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /** Pages of other origins import it. */
    private static final Map<String, String> FOR_EVERYBODY =
            Map.of("Access-Control-Allow-Origin", "*", "Cross-Origin-Resource-Policy", "cross-origin");

    private static final Map<String, String> FOR_ITSELF = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private Page() {}

    /** The client, and the map of its sources beside it. */
    static Map<String, Endpoint> client(String path) {
        return Map.of(
                path,
                Resource.of(CLIENT, JAVASCRIPT, FOR_EVERYBODY),
                path + ".map",
                Resource.of(CLIENT + ".map", "application/json", FOR_EVERYBODY));
    }

    /** The page at {@code /}, with the client where it looks for it. */
    static Map<String, Endpoint> files() {
        Map<String, Endpoint> files = new LinkedHashMap<>(client("/freshet.js"));
        files.put("/", Resource.of(FOLDER + "index.html", "text/html; charset=utf-8", FOR_ITSELF));
        files.put("/page.css", Resource.of(FOLDER + "page.css", "text/css; charset=utf-8", FOR_ITSELF));
        files.put("/page.js", Resource.of(FOLDER + "page.js", JAVASCRIPT, FOR_ITSELF));
        files.put("/freshet.svg", Resource.of(FOLDER + "freshet.svg", "image/svg+xml", FOR_ITSELF));
        return files;
    }
}
