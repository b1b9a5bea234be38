package io.freshet.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Serves the browser client, for pages without a bundler: one module, and the map of its sources beside it. A browser asks each
 * time whether it has changed, and is told by its tag that it has not.
 */
final class ClientResource implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(ClientResource.class);

    private static final String RESOURCE = "META-INF/freshet/freshet.js";
    private static final String SOURCE_MAP = ".map";

    private final String path;
    private final ObjectProvider<RequestMappingHandlerMapping> mappings;

    /**
     * @param path where it is served, or empty for nowhere
     * @throws IllegalArgumentException if the path is not allowed
     */
    ClientResource(String path, ObjectProvider<RequestMappingHandlerMapping> mappings) {
        if (!path.isEmpty() && !path.matches("/[^\\s*?{}]+")) {
            throw new IllegalArgumentException("freshet.client.path '" + path
                    + "' is not allowed: a path that begins with / and is no pattern, or nothing to turn it off");
        }
        this.path = path;
        this.mappings = mappings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        RequestMappingHandlerMapping mapping = mappings.stream().findFirst().orElse(null);
        if (path.isEmpty() || mapping == null) {
            return;
        }
        serve(mapping, path, RESOURCE, MediaType.parseMediaType("text/javascript;charset=UTF-8"));
        serve(mapping, path + SOURCE_MAP, RESOURCE + SOURCE_MAP, MediaType.APPLICATION_JSON);
    }

    private static void serve(RequestMappingHandlerMapping mapping, String path, String resource, MediaType type) {
        byte[] content = read(resource);
        Method method = ReflectionUtils.findMethod(Content.class, "get");
        if (content == null || method == null) {
            LOG.debug("Nothing is served at {}: there is no {}", path, resource);
        } else if (mapping.getHandlerMethods().keySet().stream()
                .noneMatch(info -> info.getPatternValues().contains(path))) {
            RequestMappingInfo info = RequestMappingInfo.paths(path)
                    .methods(RequestMethod.GET)
                    .options(mapping.getBuilderConfiguration())
                    .build();
            mapping.registerMapping(info, new Content(content, type), method);
        }
    }

    private static byte @Nullable [] read(String name) {
        ClassPathResource resource = new ClassPathResource(name);
        try {
            return resource.exists() ? resource.getContentAsByteArray() : null;
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be read", failure);
        }
    }

    /** The handler of one path. */
    static final class Content {
        private final byte[] content;
        private final MediaType type;
        private final String tag;

        private Content(byte[] content, MediaType type) {
            this.content = content;
            this.type = type;
            this.tag = '"' + DigestUtils.md5DigestAsHex(content) + '"';
        }

        ResponseEntity<byte[]> get() {
            return ResponseEntity.ok()
                    .contentType(type)
                    .eTag(tag)
                    .cacheControl(CacheControl.noCache())
                    .body(content);
        }
    }
}
