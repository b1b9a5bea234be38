package io.freshet.spring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.web.servlet.DispatcherServlet;

/** A container that is not known, as far as the application has registered filters and servlets with it. */
final class RegisteredBeans implements Container {
    private final ListableBeanFactory beans;

    RegisteredBeans(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public List<Component> components() {
        List<Component> components = new ArrayList<>();
        for (AbstractFilterRegistrationBean<?> filter :
                beans.getBeansOfType(AbstractFilterRegistrationBean.class).values()) {
            Set<String> patterns = new HashSet<>(filter.getUrlPatterns());
            Set<String> servlets = new HashSet<>(filter.getServletNames());
            filter.getServletRegistrationBeans().forEach(servlet -> servlets.add(servlet.getServletName()));
            if (filter.isEnabled()) {
                components.add(new Component(
                        "filter",
                        filter.getFilterName(),
                        patterns.isEmpty() && servlets.isEmpty() ? Set.of("/*") : patterns,
                        servlets,
                        filter.isAsyncSupported()));
            }
        }
        for (ServletRegistrationBean<?> servlet :
                beans.getBeansOfType(ServletRegistrationBean.class).values()) {
            if (servlet.getServlet() instanceof DispatcherServlet && servlet.isEnabled()) {
                components.add(new Component(
                        "servlet",
                        servlet.getServletName(),
                        Set.copyOf(servlet.getUrlMappings()),
                        Set.of(servlet.getServletName()),
                        servlet.isAsyncSupported()));
            }
        }
        return components;
    }
}
