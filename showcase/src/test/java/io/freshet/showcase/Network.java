package io.freshet.showcase;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a browser and the server, as a relay that can be switched off: what is connected breaks at once, and what
 * connects meanwhile breaks, too. (The browser's own switch leaves open streams alone.)
 */
final class Network implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean off;

    Network(int server) {
        this.server = server;
        try {
            this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start(this::letIn);
    }

    int port() {
        return door.getLocalPort();
    }

    void switchOff() {
        off = true;
        open.forEach(Network::breakOff);
    }

    void switchOn() {
        off = false;
    }

    private void letIn() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                open.add(near);
                start(() -> connect(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        open.add(far);
        try {
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
            if (off) {
                end(near, far);
                return;
            }
            start(() -> carry(far, near));
            carry(near, far);
        } catch (IOException unreachable) {
            end(near, far);
        }
    }

    /** Until either end is gone; then the other goes, too. */
    private void carry(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int n = in.read(bytes); n >= 0 && !off; n = in.read(bytes)) {
                out.write(bytes, 0, n);
            }
        } catch (IOException broken) {
            // Ended below, as after a proper end.
        }
        end(from, to);
    }

    private void end(Socket one, Socket other) {
        breakOff(one);
        breakOff(other);
        open.remove(one);
        open.remove(other);
    }

    private static void breakOff(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        switchOff();
    }
}
