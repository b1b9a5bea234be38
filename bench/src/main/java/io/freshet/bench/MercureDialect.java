package io.freshet.bench;

/** The Mercure protocol, with the key that its documentation shows and subscribers who show none. */
final class MercureDialect implements Dialect {
    static final String PATH = "/.well-known/mercure";

    private static final String FORM = "application/x-www-form-urlencoded";

    /** The header that allows everything, with its end. */
    static String authorization() {
        return "Authorization: Bearer " + HubToken.ofNobody() + "\r\n";
    }

    @Override
    public String stream(String topic) {
        return PATH + "?topic=" + topic;
    }

    /** Named by its topic, since a hub tells of the end of a subscription by topic. */
    @Override
    public String namedStream(String name) {
        return stream(name);
    }

    @Override
    public Publication publication(String topic, String data) {
        String encoded = data.replace(' ', '+');
        return Publication.post(PATH, FORM, authorization(), "topic=" + topic + "&data=", encoded, "");
    }
}
