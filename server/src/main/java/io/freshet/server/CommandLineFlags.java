package io.freshet.server;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: a flag for each {@link Setting}, {@code --help} and {@code --version}. */
final class CommandLineFlags {
    private static final int COLUMNS = 98;
    private static final int LONGEST_FLAG = 37;

    private static final String ABOUT =
            """

            A hub for Server-Sent Events that speaks the Mercure protocol: whoever has the right publishes
            to a topic with a POST, and every browser that subscribes to it with an EventSource hears of it.
            """;

    private static final String SOURCES =
            """

            A flag --tls-key is also the variable FRESHET_TLS_KEY and the key tls-key of the file that
            --config names. A flag counts before a variable, and a variable before the file. Times have a
            unit (500ms, 10s, 5m, 1h), sizes may have one (64KB, 1MB); off means without a limit.

            Try it:     --dev
            Begin with: FRESHET_KEY="$(openssl rand -base64 48)"
            """;

    private final CommandLine commandLine;

    /** @param version what {@code --version} says */
    CommandLineFlags(String version) {
        CommandSpec spec = CommandSpec.create().name("freshet-server").version(version);
        spec.usageMessage()
                .width(COLUMNS)
                .customSynopsis("java -jar freshet-server.jar [--SETTING=VALUE]...")
                .description(ABOUT.stripTrailing().split("\n", -1))
                .footer(SOURCES.stripTrailing().split("\n", -1))
                .longOptionsMaxWidth(LONGEST_FLAG)
                .sortOptions(false);
        for (Setting.Group group : Setting.Group.values()) {
            ArgGroupSpec.Builder members =
                    ArgGroupSpec.builder().heading("%n" + group.title() + "%n").validate(false);
            for (Setting setting : Setting.values()) {
                if (setting.group() == group) {
                    members.addArg(option(setting));
                }
            }
            if (group == Setting.Group.RUNNING) {
                members.addArg(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("This text.")
                        .build());
                members.addArg(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("The hub's version.")
                        .build());
            }
            spec.addArgGroup(members.build());
        }
        commandLine = new CommandLine(spec).setExpandAtFiles(false);
    }

    private static OptionSpec option(Setting setting) {
        String standard = setting.standard(false);
        String isSaid = standard == null || setting.label() == null ? "" : " Default: " + standard;
        OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                .type(String.class)
                .description((setting.description() + isSaid).replace("%", "%%"));
        return setting.label() == null
                ? option.arity("0..1").paramLabel("false").fallbackValue("true").build()
                : option.arity("1").paramLabel(setting.label()).build();
    }

    /**
     * Reads the arguments.
     *
     * @throws SettingException if one of them is no flag, has no value, or comes twice
     */
    Parsed parse(String... arguments) {
        try {
            ParseResult result = commandLine.parseArgs(arguments);
            Map<Setting, String> flags = new EnumMap<>(Setting.class);
            for (Setting setting : Setting.values()) {
                OptionSpec option = result.matchedOption(setting.flag());
                if (option != null && option.stringValues().size() > 1) {
                    throw new SettingException(setting.flag() + " is there "
                            + option.stringValues().size() + " times, which is not allowed: once");
                }
                if (option != null) {
                    flags.put(setting, option.stringValues().get(0).strip());
                }
            }
            return new Parsed(flags, result.isUsageHelpRequested(), result.isVersionHelpRequested());
        } catch (UnmatchedArgumentException unknown) {
            throw new SettingException("There is no setting " + String.join(" ", unknown.getUnmatched())
                    + "; --help lists all that there are");
        } catch (ParameterException wrong) {
            throw new SettingException(wrong.getMessage() + "; --help lists what there is");
        }
    }

    void printHelp(PrintWriter out) {
        commandLine.usage(out, Ansi.OFF);
    }

    void printVersion(PrintWriter out) {
        commandLine.printVersionHelp(out, Ansi.OFF);
    }

    /** What the arguments say. */
    record Parsed(Map<Setting, String> flags, boolean help, boolean version) {}
}
