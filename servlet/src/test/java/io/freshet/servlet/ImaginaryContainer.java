package io.freshet.servlet;

import io.freshet.testkit.Interleavings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A servlet container with one request, whose callbacks come when a test says so. It insists on the rules of non-blocking output,
 * and on its response being left alone once it is over, when a real container would have given it to somebody else.
 */
final class ImaginaryContainer implements Interleavings.Source {
    private final Deque<Runnable> callbacks = new ArrayDeque<>();
    private AsyncListener asyncListener;
    private WriteListener writeListener;
    private boolean peerGone;
    private boolean saidPossible;
    private boolean full;
    private boolean asked;
    private boolean mayWrite;
    private boolean completed;
    private boolean errorReported;
    private boolean reportingError;
    private boolean over;
    private boolean returned;

    /** Whether it has dropped the request because of an error, without a word. */
    boolean doneByItself;

    String protocol = "HTTP/1.1";
    int status = 200;
    int written;

    @Override
    public int choices() {
        return callbacks.isEmpty() || !returned ? 0 : 1;
    }

    @Override
    public void take(int choice) {
        callbacks.remove().run();
    }

    /** Whether the response is complete, which the container may not have dealt with yet. */
    boolean isComplete() {
        return completed;
    }

    boolean isOver() {
        return over;
    }

    /** From now on every write fails. The container reports it by itself only if it {@code notices}. */
    void peerGoes(boolean notices) {
        peerGone = true;
        if (notices && !completed) {
            reportError();
        }
    }

    /** The request's own thread comes back. Until then the container does nothing, and afterwards it may be done at any time. */
    void returned() {
        returned = true;
    }

    void timesOut() {
        if (!over && !completed) {
            callback(() -> {
                asyncListener.onTimeout(event());
                completeUnlessCompleted();
            });
        }
    }

    private void reportError() {
        if (errorReported) {
            return;
        }
        errorReported = true;
        callback(() -> {
            if (writeListener != null) {
                writeListener.onError(new IOException("Broken pipe"));
            }
            reportingError = true;
            asyncListener.onError(event());
            reportingError = false;
            completeUnlessCompleted();
        });
    }

    private void completeUnlessCompleted() {
        if (!completed) {
            complete();
        }
    }

    private void complete() {
        if (doneByItself) {
            throw new IllegalStateException("the request has already completed processing");
        }
        if (completed && reportingError) {
            // Some containers want to hear it again here, the others say this.
            throw new IllegalStateException("completed already");
        }
        if (completed) {
            throw new AssertionError("completed twice");
        }
        completed = true;
        callbacks.add(() -> call(() -> {
            asyncListener.onComplete(event());
            over = true;
            callbacks.clear();
        }));
    }

    private void possible() {
        callback(() -> {
            saidPossible = true;
            full = false;
            writeListener.onWritePossible();
        });
    }

    /** Only a request that is not complete is called back. */
    private void callback(Callback callback) {
        callbacks.add(() -> {
            if (!completed) {
                call(callback);
            }
        });
    }

    /** What a callback throws comes back to the listener as an error. */
    private void call(Callback callback) {
        try {
            callback.call();
        } catch (IOException failure) {
            reportError();
        }
    }

    private AsyncEvent event() {
        return new AsyncEvent(async, new IOException("Broken pipe"));
    }

    private interface Callback {
        void call() throws IOException;
    }

    private void mustNotBeOver(String what) {
        if (over || completed) {
            throw new AssertionError(what + " on a response that is over");
        }
    }

    private final ServletOutputStream output = new ServletOutputStream() {
        @Override
        public boolean isReady() {
            mustNotBeOver("isReady");
            asked |= full;
            mayWrite = !full && saidPossible;
            return mayWrite;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            if (returned) {
                throw new AssertionError("setWriteListener on a response that may be somebody else's by now");
            }
            writeListener = listener;
            possible();
        }

        @Override
        public void write(int b) {
            throw new AssertionError("written byte by byte");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            use("write");
            written++;
        }

        @Override
        public void flush() throws IOException {
            use("flush");
            full = true;
            callbacks.add(() -> {
                full = false;
                if (asked && !completed) {
                    asked = false;
                    call(writeListener::onWritePossible);
                }
            });
        }

        private void use(String what) throws IOException {
            mustNotBeOver(what);
            if (!mayWrite) {
                throw new AssertionError(what + " without isReady");
            }
            mayWrite = false;
            if (peerGone) {
                reportError();
                throw new IOException("Broken pipe");
            }
        }
    };

    private final AsyncContext async = proxy(AsyncContext.class, (self, method, arguments) -> {
        switch (method.getName()) {
            case "addListener" -> asyncListener = (AsyncListener) arguments[0];
            case "complete" -> complete();
            default -> {
                return nothing(method);
            }
        }
        return null;
    });

    final HttpServletResponse response = proxy(HttpServletResponse.class, (self, method, arguments) -> {
        mustNotBeOver(method.getName());
        if (method.getName().equals("setStatus")) {
            status = (int) arguments[0];
        }
        return method.getName().equals("getOutputStream") ? output : nothing(method);
    });

    private final ServletConnection connection = proxy(
            ServletConnection.class,
            (self, method, arguments) -> method.getName().equals("getConnectionId") ? "1" : nothing(method));

    final HttpServletRequest request = proxy(HttpServletRequest.class, (self, method, arguments) -> {
        return switch (method.getName()) {
            case "getMethod" -> "GET";
            case "getProtocol" -> protocol;
            case "startAsync" -> async;
            case "getServletConnection" -> connection;
            default -> nothing(method);
        };
    });

    private static Object nothing(Method method) {
        if (method.getReturnType() == boolean.class) {
            return false;
        }
        return method.getReturnType() == int.class ? 0 : null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
