package io.freshet.spring;

import java.util.List;
import java.util.Set;

/** What the check at the start asks the servlet container for. */
interface Container {
    /** The filters, and the servlets that hand requests to controllers. */
    List<Component> components();

    /**
     * A filter or servlet.
     *
     * @param kind what it is, as a word
     * @param name the name of its registration
     * @param patterns the URL patterns that it is mapped to, as the Servlet specification (12.2) has them
     * @param servletNames the names of the servlets that it is mapped to; {@code *} for all
     * @param asyncSupported whether it was registered with async support
     */
    record Component(String kind, String name, Set<String> patterns, Set<String> servletNames, boolean asyncSupported) {
        @Override
        public String toString() {
            return kind + " '" + name + "'";
        }
    }
}
