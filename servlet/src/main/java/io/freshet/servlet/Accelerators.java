package io.freshet.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses, request by request, who carries a connection. */
final class Accelerators {
    private static final Logger LOG = LoggerFactory.getLogger(Accelerators.class);

    private static final String TOMCAT = "org.apache.catalina.connector.";
    private static final String JETTY = "org.eclipse.jetty.ee11.";

    private final Acceleration acceleration;
    private final Objections objections;

    /** By the class of a container's requests; empty for one that is not accelerated. */
    private final ConcurrentMap<Class<?>, Optional<Accelerator>> known = new ConcurrentHashMap<>();

    Accelerators(Acceleration acceleration, Objections objections) {
        this.acceleration = acceleration;
        this.objections = objections;
    }

    Objections objections() {
        return objections;
    }

    /** The accelerator that can carry a connection over this response, or null: the portable transport does. */
    @Nullable
    Accelerator choose(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getProtocol().startsWith("HTTP/1.") || !request.isAsyncSupported()) {
            return null;
        }
        Accelerator accelerator = of(request);
        if (accelerator == null) {
            return null;
        }
        String objection = accelerator.objection(request, response);
        if (objection == null) {
            return accelerator;
        }
        objections.tell(objection);
        return null;
    }

    /** What the container does for a response to a request that is carried by the portable transport. */
    Container container(HttpServletRequest request) {
        Accelerator accelerator = of(request);
        return accelerator == null ? Container.unknown(request) : accelerator.container(request);
    }

    private @Nullable Accelerator of(HttpServletRequest request) {
        return known.computeIfAbsent(
                        Wrappers.innermost(request).getClass(), requests -> ofContainer(requests.getName()))
                .orElse(null);
    }

    /** Empty where it cannot or must not be accelerated. */
    Optional<Accelerator> onTomcat() {
        return ofContainer(TOMCAT);
    }

    /** The only place that names containers. Their classes may be missing, or be others than those that this was compiled with. */
    private Optional<Accelerator> ofContainer(String requests) {
        if (acceleration == Acceleration.OFF) {
            return Optional.empty();
        }
        try {
            if (requests.startsWith(TOMCAT)) {
                return accepted(TomcatAccelerator.version(), TomcatAccelerator.TESTED, TomcatAccelerator::new);
            }
            if (requests.startsWith(JETTY)) {
                return accepted(JettyAccelerator.version(), JettyAccelerator.TESTED, JettyAccelerator::new);
            }
            objections.tell("the container is not known (its requests are " + requests + ")");
        } catch (LinkageError | RuntimeException strange) {
            LOG.debug("The container of {} is not what was expected", requests, strange);
            objections.tell("the container is not what was expected: " + strange);
        }
        return Optional.empty();
    }

    private Optional<Accelerator> accepted(String version, TestedVersions tested, Supplier<Accelerator> accelerator) {
        if (acceleration == Acceleration.ON || tested.include(version)) {
            return Optional.of(accelerator.get());
        }
        objections.tell("the container's version " + version + " is not among those tested, " + tested);
        return Optional.empty();
    }
}
