package io.freshet.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What holds: the flag, or else the variable of the environment, or else what stands in the file, or else the default. */
final class SettingValues {
    private final Map<Setting, SettingValue> set = new EnumMap<>(Setting.class);
    private final List<String> unknownVariables = new ArrayList<>();
    private final boolean dev;

    /** @throws SettingException if the file cannot be read, or has a key that is none */
    SettingValues(Map<Setting, String> flags, Map<String, String> environment) {
        flags.forEach((setting, text) -> set.put(setting, new SettingValue(setting.flag(), text)));
        readEnvironment(environment);
        SettingValue file = set.get(Setting.CONFIG);
        if (file != null) {
            read(file.file());
        }
        SettingValue given = set.get(Setting.DEV);
        dev = given != null && given.isTrue();
    }

    private void readEnvironment(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            readVariable(environment, setting, setting.variable());
        }
        readVariable(environment, Setting.PORT, "PORT");
        environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.VARIABLES))
                .filter(name -> Stream.of(Setting.values())
                        .noneMatch(setting -> setting.variable().equals(name)))
                .sorted()
                .forEach(unknownVariables::add);
    }

    /** A variable that is empty is one that nobody has set. */
    private void readVariable(Map<String, String> environment, Setting setting, String name) {
        String text = environment.getOrDefault(name, "").strip();
        if (!text.isEmpty()) {
            set.putIfAbsent(setting, new SettingValue(name, text));
        }
    }

    private void read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new SettingException(file + " cannot be read as a properties file: " + unreadable.getMessage());
        }
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            Setting setting = Setting.ofKey(key)
                    .filter(known -> known != Setting.CONFIG)
                    .orElseThrow(() -> new SettingException("'" + key + "' in " + file
                            + " is no setting; allowed are "
                            + Stream.of(Setting.values())
                                    .filter(known -> known != Setting.CONFIG)
                                    .map(Setting::key)
                                    .collect(Collectors.joining(", "))));
            set.putIfAbsent(
                    setting,
                    new SettingValue(
                            key + " in " + file, properties.getProperty(key).strip()));
        }
    }

    boolean dev() {
        return dev;
    }

    /** What somebody has set, or null. */
    @Nullable
    SettingValue given(Setting setting) {
        return set.get(setting);
    }

    /** What somebody has set, or else the default, or null. */
    @Nullable
    SettingValue find(Setting setting) {
        SettingValue value = set.get(setting);
        String standard = setting.standard(dev);
        return value == null && standard != null ? new SettingValue(setting.flag(), standard) : value;
    }

    /** What somebody has set, or else the default. */
    SettingValue get(Setting setting) {
        SettingValue value = find(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting + " has no default");
        }
        return value;
    }

    /** Variables that look as if they were meant for the hub, and name nothing that it knows. */
    List<String> unknownVariables() {
        return unknownVariables;
    }
}
