package io.freshet.showcase;

import io.freshet.testkit.RedisProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.h2.tools.Server;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Two nodes of the showcase, which start at the same moment, with a Redis and a database of their own. */
final class TwoNodes implements AutoCloseable {
    private static final String NO_JETTY =
            "--spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

    private final RedisProcess redis;
    private final Server database;
    private final List<ServletWebServerApplicationContext> nodes = new ArrayList<>();

    TwoNodes() throws IOException, SQLException {
        redis = RedisProcess.start();
        database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String name = UUID.randomUUID().toString();
        // Logging is the process's, and is set up by one application at a time.
        CompletableFuture<Void> logs = new CompletableFuture<>();
        List<CompletableFuture<ServletWebServerApplicationContext>> starting = List.of(
                CompletableFuture.supplyAsync(() -> node(name, logs)), logs.thenApplyAsync(set -> node(name, logs)));
        try {
            starting.forEach(node -> nodes.add(node.join()));
        } finally {
            if (nodes.size() < starting.size()) {
                close();
            }
        }
    }

    private ServletWebServerApplicationContext node(String databaseName, CompletableFuture<Void> logs) {
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(ShowcaseApplication.class)
                .profiles("cluster")
                .initializers(prepared -> logs.complete(null))
                .run(
                        "--server.port=0",
                        NO_JETTY,
                        "--spring.data.redis.url=" + redis.url(),
                        "--spring.datasource.url=jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:" + databaseName
                                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000");
    }

    int port(int node) {
        return nodes.get(node).getWebServer().getPort();
    }

    /** A part of a node. */
    <T> T bean(int node, Class<T> type) {
        return nodes.get(node).getBean(type);
    }

    @Override
    public void close() {
        nodes.forEach(ServletWebServerApplicationContext::close);
        database.stop();
        redis.close();
    }
}
