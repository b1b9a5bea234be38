package io.freshet.showcase;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands between two programs and hands on every byte by itself, so that whatever is split is split everywhere. */
final class ByteByByte implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ByteByByte.class.getName());

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;

    ByteByByte(int target) throws IOException {
        this.target = target;
        inBackground(() -> {
            while (true) {
                Socket from = listener.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                inBackground(() -> pass(from, to));
                inBackground(() -> pass(to, from));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                out.write(next);
            }
        }
    }

    private void inBackground(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        LOG.log(System.Logger.Level.DEBUG, "nothing more for " + target, closed);
                    }
                },
                "byte-by-byte");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private interface Task {
        void run() throws IOException;
    }
}
