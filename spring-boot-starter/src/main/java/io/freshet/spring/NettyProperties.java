package io.freshet.spring;

import io.freshet.server.MercureSettings;
import io.freshet.server.TokenKeys;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the port on Netty beside the web server.
 *
 * @param port Port to listen on, 0 for any free one; none is opened if it is not set.
 * @param address Address to listen on; all if it is not set.
 * @param secret Secret that the tokens of publishers and subscribers are signed with by HS256, of 32 bytes or more.
 * @param anonymous Whether who has no token may subscribe, to every event that is not private.
 * @param corsOrigins Origins whose pages may use the port, those of the application among them, as another port is another origin.
 */
@ConfigurationProperties("freshet.netty")
public record NettyProperties(
        int port,
        @Nullable String address,
        @Nullable String secret,
        @DefaultValue("false") boolean anonymous,
        @DefaultValue Set<String> corsOrigins) {

    /** What the Mercure protocol is served with. */
    MercureSettings mercure() {
        if (secret == null) {
            throw new IllegalStateException(
                    "freshet.netty.port is set, but nothing says whose tokens count there: set"
                            + " freshet.netty.secret, or define a bean of MercureSettings, or an Endpoint of the application's own");
        }
        return MercureSettings.of(TokenKeys.secret("HS256", secret))
                .anonymous(anonymous)
                .corsOrigins(corsOrigins)
                .build();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "freshet.netty on port " + port;
    }
}
