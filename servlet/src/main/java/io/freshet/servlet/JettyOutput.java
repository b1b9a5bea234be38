package io.freshet.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee11.servlet.HttpOutput;

/**
 * Jetty's own output of a response. It takes bytes as they are if they come in a buffer of theirs; otherwise it gathers them in one
 * of 32 KB, which it keeps for the time of the response.
 */
interface JettyOutput extends Container {
    /**
     * Once the head has gone out through the filters' wrappers, what is behind them is written to. A wrapper that may want to see
     * the body still does.
     */
    @Override
    default ServletOutputStream begin(
            PortableTransport transport, HttpServletResponse response, ServletOutputStream output) throws IOException {
        if (Wrappers.thatSeesBody(response) != null) {
            return output;
        }
        ServletOutputStream inner = Wrappers.innermost(response).getOutputStream();
        if (inner != output && output.isReady()) {
            output.flush();
        }
        return inner;
    }

    @Override
    default boolean write(ServletOutputStream output, byte[] bytes) throws IOException {
        if (output instanceof HttpOutput direct) {
            direct.write(ByteBuffer.wrap(bytes));
            return false;
        }
        return Container.super.write(output, bytes);
    }
}
