package io.freshet.showcase;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON that callers send, and says exactly what is wrong with it. */
@Component
class JsonBody {
    private static final int MAX_BYTES = 16 * 1024;

    private final ObjectReader reader;

    JsonBody(JsonMapper mapper) {
        this.reader = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new BadInput("a body of more than " + MAX_BYTES + " bytes is not allowed");
        }
        try {
            JsonNode json = reader.readTree(bytes);
            if (json.isMissingNode()) {
                throw new BadInput("an empty body is not allowed: JSON is needed");
            }
            return json;
        } catch (JacksonException broken) {
            throw new BadInput("the body is not JSON: " + broken.getOriginalMessage() + place(broken.getLocation()));
        }
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** A value as a message may show it. */
    static String shown(@Nullable JsonNode node) {
        if (node == null) {
            return "(missing)";
        }
        return node.isString() ? BadInput.shown(node.stringValue()) : plain(node.toString());
    }

    private static String plain(String json) {
        return json.length() > 60 ? json.substring(0, 60) + "..." : json;
    }
}
