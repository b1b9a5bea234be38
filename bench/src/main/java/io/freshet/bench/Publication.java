package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/** A request that publishes, ready to be sent again and again with another stamp in it. */
final class Publication {
    private final byte[] request;
    private final int stamp;

    private Publication(byte[] request, int stamp) {
        this.request = request;
        this.stamp = stamp;
    }

    /**
     * @param headers lines, each with its end, besides those that every POST has
     * @param before what the body has before the data
     * @param data a blank stamp
     * @param after what the body has after the data
     */
    static Publication post(
            String target, String contentType, String headers, String before, String data, String after) {
        int length = before.length() + data.length() + after.length();
        String head = "POST " + target + " HTTP/1.1\r\nHost: bench\r\nContent-Type: " + contentType
                + "\r\nContent-Length: " + length + "\r\n" + headers + "\r\n" + before;
        return new Publication((head + data + after).getBytes(US_ASCII), head.length());
    }

    /** Sends it; what stands in the stamp is as {@link Stamp#write} has it. */
    void send(OutputStream out, int publisher, long sequence, long nanos) throws IOException {
        Stamp.write(request, stamp, publisher, sequence, nanos);
        out.write(request);
    }
}
