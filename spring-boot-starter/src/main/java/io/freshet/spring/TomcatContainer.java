package io.freshet.spring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.web.servlet.DispatcherServlet;

/** An embedded Tomcat. */
final class TomcatContainer implements Container {
    private final TomcatWebServer server;

    TomcatContainer(TomcatWebServer server) {
        this.server = server;
    }

    @Override
    public List<Component> components() {
        List<Component> components = new ArrayList<>();
        for (org.apache.catalina.Container child : server.getTomcat().getHost().findChildren()) {
            if (child instanceof Context context) {
                for (FilterDef filter : context.findFilterDefs()) {
                    components.add(filter(filter, context.findFilterMaps()));
                }
                for (org.apache.catalina.Container servlet : context.findChildren()) {
                    if (servlet instanceof Wrapper wrapper && wrapper.getServlet() instanceof DispatcherServlet) {
                        components.add(new Component(
                                "servlet",
                                wrapper.getName(),
                                Set.of(wrapper.findMappings()),
                                Set.of(wrapper.getName()),
                                wrapper.isAsyncSupported()));
                    }
                }
            }
        }
        return components;
    }

    private static Component filter(FilterDef filter, FilterMap[] maps) {
        Set<String> patterns = new HashSet<>();
        Set<String> servlets = new HashSet<>();
        for (FilterMap map : maps) {
            if (map.getFilterName().equals(filter.getFilterName())) {
                patterns.addAll(map.getMatchAllUrlPatterns() ? Set.of("/*") : Set.of(map.getURLPatterns()));
                servlets.addAll(map.getMatchAllServletNames() ? Set.of("*") : Set.of(map.getServletNames()));
            }
        }
        return new Component("filter", filter.getFilterName(), patterns, servlets, filter.getAsyncSupportedBoolean());
    }
}
