package io.freshet.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What somebody sets, in the three ways that there are. */
final class GivenSettings {
    /** A key that is no secret of anybody's. */
    static final String KEY = "a key that only these tests know of";

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> flags = new ArrayList<>();

    static GivenSettings withKey(String... flags) {
        return new GivenSettings().flags("--key=" + KEY).flags(flags);
    }

    static GivenSettings without() {
        return new GivenSettings();
    }

    GivenSettings flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    GivenSettings variable(String name, String text) {
        environment.put(name, text);
        return this;
    }

    SettingValues values() {
        CommandLineFlags.Parsed parsed = new CommandLineFlags("test").parse(flags.toArray(String[]::new));
        return new SettingValues(parsed.flags(), environment);
    }

    HubSettings settings() {
        return HubSettings.of(values());
    }

    /** What is said about why these are refused. */
    String refusal() {
        try {
            throw new AssertionError("accepted: " + settings());
        } catch (SettingException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
