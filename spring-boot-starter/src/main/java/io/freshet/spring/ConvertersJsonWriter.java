package io.freshet.spring;

import io.freshet.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/** Writes JSON as the application's controllers do: by the first message converter that can, whatever library is behind it. */
final class ConvertersJsonWriter implements JsonWriter {
    private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

    ConvertersJsonWriter(ObjectProvider<RequestMappingHandlerAdapter> adapters) {
        this.adapters = adapters;
    }

    @Override
    public String write(Object value) throws IOException {
        RequestMappingHandlerAdapter adapter = adapters.stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no MVC to take a JSON converter from"));
        for (HttpMessageConverter<?> converter : adapter.getMessageConverters()) {
            // Text goes through that one as it is, which is not JSON.
            if (!(converter instanceof StringHttpMessageConverter)
                    && converter.canWrite(value.getClass(), MediaType.APPLICATION_JSON)) {
                return write(converter, value);
            }
        }
        throw new IllegalStateException(
                "no message converter writes a " + value.getClass().getName() + " as JSON");
    }

    @SuppressWarnings("unchecked") // canWrite has said yes to the value's class
    private static <T> String write(HttpMessageConverter<T> converter, Object value) throws IOException {
        Message message = new Message();
        converter.write((T) value, MediaType.APPLICATION_JSON, message);
        return message.body.toString(StandardCharsets.UTF_8);
    }

    /** Keeps what is written. */
    private static final class Message implements HttpOutputMessage {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final HttpHeaders headers = new HttpHeaders();

        @Override
        public OutputStream getBody() {
            return body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
