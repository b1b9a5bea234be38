package io.freshet.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The output of a response as a filter's wrapper has it. */
class ForwardingOutput extends ServletOutputStream {
    private final ServletOutputStream inner;

    ForwardingOutput(ServletOutputStream inner) {
        this.inner = inner;
    }

    @Override
    public boolean isReady() {
        return inner.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        inner.setWriteListener(listener);
    }

    @Override
    public void write(int b) throws IOException {
        inner.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        inner.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        inner.flush();
    }
}
