package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.file.LogFileException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub as a program of its own. {@code --help} lists its settings. It serves until SIGTERM or SIGINT comes; then it sends its
 * streams away and ends.
 */
public final class FreshetHub {
    private static final Logger LOG = LoggerFactory.getLogger(FreshetHub.class);

    private static final int FAILED = 1;
    private static final int WRONG_SETTINGS = 2;

    private FreshetHub() {}

    /**
     * Runs the hub until it is told to end, and ends the process: with 0, with 1 if it could not listen or not end in time, with 2
     * if a setting is wrong.
     */
    public static void main(String[] arguments) throws InterruptedException {
        Logging.silence();
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        HubSettings settings;
        try {
            CommandLineFlags commandLine = new CommandLineFlags(Version.text());
            CommandLineFlags.Parsed parsed = commandLine.parse(arguments);
            if (parsed.help() || parsed.version()) {
                if (parsed.help()) {
                    commandLine.printHelp(out);
                } else {
                    commandLine.printVersion(out);
                }
                return;
            }
            SettingValues values = new SettingValues(parsed.flags(), System.getenv());
            settings = HubSettings.of(values);
            Logging.configure(settings.logFormat(), settings.logLevel());
            values.unknownVariables().forEach(name -> LOG.warn("{} is set, but there is no such setting", name));
        } catch (SettingException wrong) {
            err.println(wrong.getMessage());
            System.exit(WRONG_SETTINGS);
            return;
        }
        System.exit(serve(settings, out, err));
    }

    private static int serve(HubSettings settings, PrintWriter out, PrintWriter err) throws InterruptedException {
        Signals signals = new Signals();
        RunningHub hub;
        try {
            hub = RunningHub.start(settings);
        } catch (UncheckedIOException cannotStart) {
            Throwable cause = cannotStart.getCause();
            err.println("The hub cannot start: " + (cause == null ? cannotStart : cause).getMessage());
            return FAILED;
        } catch (LogFileException cannotStart) {
            err.println("The hub cannot start: " + cannotStart.getMessage());
            return FAILED;
        }
        signals.listen();
        if (settings.dev()) {
            LOG.warn("--dev is for trying things out: everybody who can reach this port may publish and subscribe");
        }
        String ready = "Freshet hub ready: " + hub.url();
        if (settings.logFormat() == HubSettings.LogFormat.JSON) {
            LOG.info(ready);
        } else {
            out.println(ready);
        }
        signals.awaitFirst();
        return end(hub, settings);
    }

    /** Ends in time, whatever hangs. */
    private static int end(RunningHub hub, HubSettings settings) throws InterruptedException {
        Thread ending = new Thread(
                () -> {
                    hub.drain(settings.drain());
                    hub.close();
                },
                "freshet-end");
        ending.setDaemon(true);
        ending.start();
        ending.join(settings.shutdown().toMillis());
        if (ending.isAlive()) {
            LOG.warn(
                    "The hub has not ended within {} ms, and ends now",
                    settings.shutdown().toMillis());
            return FAILED;
        }
        LOG.info("The hub has ended");
        return 0;
    }
}
