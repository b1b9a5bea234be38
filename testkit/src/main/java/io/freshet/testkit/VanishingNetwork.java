package io.freshet.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network of this machine's own that can vanish without a word: two network namespaces of Linux, one for a router and one behind
 * it for clients. Once the router routes no more, what either side sends is lost, and neither is told.
 *
 * <p>Needs root's rights, or {@code sudo} without a password, and {@code ip}.
 */
public final class VanishingNetwork implements AutoCloseable {
    private final String name = "freshet" + RandomGenerator.getDefault().nextInt(10_000, 100_000);
    private final String net = "10.231." + RandomGenerator.getDefault().nextInt(256);
    private final String router = name + "-r";
    private final String clients = name + "-c";

    /** Makes the network. */
    public VanishingNetwork() throws IOException {
        try {
            ip("netns add " + router);
            ip("netns add " + clients);
            ip("link add " + name + " type veth peer name server netns " + router);
            ip("-n " + router + " link add clients type veth peer name router netns " + clients);
            ip("addr add " + net + ".1/30 dev " + name);
            ip("link set " + name + " up");
            ip("-n " + router + " addr add " + net + ".2/30 dev server");
            ip("-n " + router + " link set server up");
            ip("-n " + router + " addr add " + net + ".5/30 dev clients");
            ip("-n " + router + " link set clients up");
            ip("-n " + clients + " addr add " + net + ".6/30 dev router");
            ip("-n " + clients + " link set router up");
            ip("-n " + clients + " link set lo up");
            ip("-n " + clients + " route add default via " + net + ".5");
            ip("route add " + net + ".4/30 via " + net + ".2");
            route(true);
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    /** Where clients find servers of this machine that listen on all its addresses. */
    public String server() {
        return net + ".1";
    }

    /** Where servers that run among the clients, and listen on all their addresses, are found from outside. */
    public String client() {
        return net + ".6";
    }

    /** What runs a program among the clients. It ends with the network at the latest. */
    public List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", clients));
        command.addAll(program);
        return RootCommand.of(command);
    }

    /** Starts a program among the clients. It ends with the network at the latest. */
    public Process start(String... program) throws IOException {
        return new ProcessBuilder(command(List.of(program)))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** From here on nothing comes through. */
    public void vanish() throws IOException {
        route(false);
    }

    /** What is sent from here on comes through again, and what either side repeats of what was lost. */
    public void comeBack() throws IOException {
        route(true);
    }

    /** From here on nothing comes through to or from a port on either side, and neither is told. */
    public void vanish(int port) throws IOException {
        rules("add", port);
    }

    /** Ends {@link #vanish(int)}. */
    public void comeBack(int port) throws IOException {
        rules("del", port);
    }

    private void rules(String change, int port) throws IOException {
        for (String side : List.of("sport", "dport")) {
            ip("-n " + router + " rule " + change + " ipproto tcp " + side + " " + port + " blackhole");
        }
    }

    private void route(boolean on) throws IOException {
        String command = "echo " + (on ? 1 : 0) + " > /proc/sys/net/ipv4/ip_forward";
        RootCommand.run("ip", "netns", "exec", router, "sh", "-c", command);
    }

    private static void ip(String arguments) throws IOException {
        RootCommand.run(("ip " + arguments).split(" "));
    }

    /** Ends all that runs among the clients, and takes the network down. */
    @Override
    public void close() throws IOException {
        RootCommand.run("sh", "-c", "ip netns pids " + clients + " | xargs -r kill -9");
        // With a namespace its ends of wires go, and the other ends with them.
        RootCommand.run("sh", "-c", "ip netns del " + clients + "; ip netns del " + router);
    }
}
