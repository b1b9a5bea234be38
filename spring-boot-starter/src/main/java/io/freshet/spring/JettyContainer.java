package io.freshet.spring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.FilterMapping;
import org.eclipse.jetty.ee11.servlet.ServletHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.ServletMapping;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.web.servlet.DispatcherServlet;

/** An embedded Jetty. */
final class JettyContainer implements Container {
    private final JettyWebServer server;

    JettyContainer(JettyWebServer server) {
        this.server = server;
    }

    @Override
    public List<Component> components() {
        List<Component> components = new ArrayList<>();
        for (ServletHandler handler : server.getServer().getDescendants(ServletHandler.class)) {
            for (FilterHolder filter : handler.getFilters()) {
                components.add(filter(filter, handler.getFilterMappings()));
            }
            for (ServletHolder servlet : handler.getServlets()) {
                if (servlet.getHeldClass() != null
                        && DispatcherServlet.class.isAssignableFrom(servlet.getHeldClass())) {
                    components.add(servlet(servlet, handler.getServletMappings()));
                }
            }
        }
        return components;
    }

    private static Component filter(FilterHolder filter, FilterMapping[] mappings) {
        Set<String> patterns = new HashSet<>();
        Set<String> servlets = new HashSet<>();
        for (FilterMapping mapping : mappings) {
            if (filter.getName().equals(mapping.getFilterName())) {
                patterns.addAll(all(mapping.getPathSpecs()));
                servlets.addAll(all(mapping.getServletNames()));
            }
        }
        return new Component("filter", filter.getName(), patterns, servlets, filter.isAsyncSupported());
    }

    private static Component servlet(ServletHolder servlet, ServletMapping[] mappings) {
        Set<String> patterns = new HashSet<>();
        for (ServletMapping mapping : mappings) {
            if (servlet.getName().equals(mapping.getServletName())) {
                patterns.addAll(all(mapping.getPathSpecs()));
            }
        }
        return new Component(
                "servlet", servlet.getName(), patterns, Set.of(servlet.getName()), servlet.isAsyncSupported());
    }

    private static List<String> all(String @Nullable [] texts) {
        return texts == null ? List.of() : List.of(texts);
    }
}
