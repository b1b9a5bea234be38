package io.freshet.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a response of HTTP/1.1 that says where it ends. A connection that ends before is an error. */
abstract class Http1Body extends InputStream {
    final InputStream in;

    private Http1Body(InputStream in) {
        this.in = in;
    }

    /** In chunks. Its end is the last chunk. */
    static Http1Body chunked(InputStream in) {
        return new Chunked(in);
    }

    /** Of a length that was announced. */
    static Http1Body bounded(InputStream in, long length) {
        return new Bounded(in, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;

    private static final class Chunked extends Http1Body {
        private long left;
        private boolean begun;
        private boolean ended;

        private Chunked(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!ended && left == 0) {
                beginChunk();
            }
            if (ended) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended within a chunk");
            }
            left -= count;
            return count;
        }

        private void beginChunk() throws IOException {
            if (begun) {
                // Some servers send the end of a chunk together with the next one only.
                BlockReader.line(in);
            }
            begun = true;
            String size = BlockReader.line(in);
            if (size == null) {
                throw new EOFException("the connection ended before the last chunk");
            }
            left = Long.parseLong(size.strip(), 16);
            if (left == 0) {
                ended = true;
                BlockReader.line(in);
            }
        }
    }

    private static final class Bounded extends Http1Body {
        private long left;

        private Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended " + left + " bytes early");
            }
            left -= count;
            return count;
        }
    }
}
