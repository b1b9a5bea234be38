package io.freshet.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/** Reads JSON as the application's controllers do: by the first message converter that can, whatever library is behind it. */
final class ConvertersJsonReader {
    private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

    ConvertersJsonReader(ObjectProvider<RequestMappingHandlerAdapter> adapters) {
        this.adapters = adapters;
    }

    /** @throws HttpMessageNotReadableException if the text is not a JSON array */
    List<?> array(byte[] text) throws IOException {
        for (RequestMappingHandlerAdapter adapter : adapters) {
            for (HttpMessageConverter<?> converter : adapter.getMessageConverters()) {
                if (converter.canRead(List.class, MediaType.APPLICATION_JSON)) {
                    return read(converter, new Message(text));
                }
            }
        }
        throw new IllegalStateException("no message converter reads JSON");
    }

    @SuppressWarnings("unchecked") // canRead has said yes to the class
    private static List<?> read(HttpMessageConverter<?> converter, Message message) throws IOException {
        Object value =
                ((HttpMessageConverter<List<?>>) converter).read((Class<List<?>>) (Class<?>) List.class, message);
        if (value instanceof List<?> list) {
            return list;
        }
        throw new HttpMessageNotReadableException("not an array", message);
    }

    /** Has been read already. */
    private record Message(InputStream getBody, HttpHeaders getHeaders) implements HttpInputMessage {
        Message(byte[] text) {
            this(new ByteArrayInputStream(text), new HttpHeaders());
            getHeaders.setContentType(MediaType.APPLICATION_JSON);
            getHeaders.setContentLength(text.length);
        }
    }
}
