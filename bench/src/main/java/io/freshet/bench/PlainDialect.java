package io.freshet.bench;

/** The topic in the query, the data as the body. All that is written or set up for the bench speaks it. */
final class PlainDialect implements Dialect {
    static final String STREAM = "/events";
    static final String PUBLISH = "/publish";

    /** The parameter that names the topic. */
    static final String TOPIC_PARAMETER = "topic";

    @Override
    public String stream(String topic) {
        return STREAM + "?" + TOPIC_PARAMETER + "=" + topic;
    }

    @Override
    public String namedStream(String name) {
        return stream(TOPIC) + "&" + Endings.NAME + "=" + name;
    }

    @Override
    public Publication publication(String topic, String data) {
        return Publication.post(PUBLISH + "?" + TOPIC_PARAMETER + "=" + topic, "text/plain", "", "", data, "");
    }
}
