package io.freshet.servlet;

/**
 * Whether connections are carried by what a container has beyond the Servlet API: peers that go are seen at once, and a connection
 * costs a fraction of the memory. Where it is not, or cannot be, the portable transport carries them, which works on every
 * container and with HTTP/2.
 */
public enum Acceleration {
    /** On the containers and versions that Freshet is tested with. */
    AUTO,

    /** On other versions of these containers, too. */
    ON,

    /** Never. */
    OFF;

    /**
     * Whether it holds on the Tomcat that there is. Where it does not, a stream that fails in a wrong moment may leave something to the
     * next request, unless Tomcat uses nothing twice ({@code processorCache}, and {@code discardRequestsAndResponses} of HTTP/2).
     */
    public boolean holdsOnTomcat() {
        return new Accelerators(this, new Objections(reason -> {})).onTomcat().isPresent();
    }
}
