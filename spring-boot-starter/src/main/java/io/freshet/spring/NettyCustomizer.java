package io.freshet.spring;

import io.freshet.server.NettyServerBuilder;

/** Sets what the properties of the port on Netty do not: TLS, limits, times. Beans of this type are called in their order. */
@FunctionalInterface
public interface NettyCustomizer {
    /** Called before the port is opened, and before it is opened again. */
    void customize(NettyServerBuilder builder);
}
