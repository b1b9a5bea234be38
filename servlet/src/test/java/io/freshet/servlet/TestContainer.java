package io.freshet.servlet;

import io.freshet.testkit.TransportContract;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A started servlet container with one servlet for every path, on a port of its own. */
interface TestContainer extends TransportContract.Server {

    /** What a container is started with. */
    final class Settings {
        final HttpServlet servlet;
        final List<Filter> filters = new ArrayList<>();
        /** How long the container waits for a peer that takes nothing, in milliseconds. */
        int patience = 5_000;

        Protocol protocol = Protocol.HTTP_1;

        Settings(HttpServlet servlet) {
            this.servlet = servlet;
        }

        Settings filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        Settings protocol(Protocol spoken) {
            protocol = spoken;
            return this;
        }

        Settings patience(int millis) {
            patience = millis;
            return this;
        }
    }

    /** What a container speaks on its port. Each speaks HTTP/1.1 too. */
    enum Protocol {
        HTTP_1(false, false),
        HTTP_1_TLS(true, false),
        HTTP_2(false, true),
        HTTP_2_TLS(true, true);

        final boolean tls;
        final boolean http2;

        Protocol(boolean tls, boolean http2) {
            this.tls = tls;
            this.http2 = http2;
        }
    }

    /** Which container. */
    enum Kind {
        TOMCAT {
            @Override
            TestContainer start(Settings settings) throws Exception {
                return startTomcat(settings, connector -> {});
            }
        },
        JETTY {
            @Override
            TestContainer start(Settings settings) throws Exception {
                return startJetty(settings);
            }
        };

        abstract TestContainer start(Settings settings) throws Exception;
    }

    static TestContainer startTomcat(Settings settings, Consumer<Connector> customizer) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir") + "/freshet-tomcat");
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "2000");
        connector.setProperty("maxThreads", "20");
        connector.setProperty("minSpareThreads", "20");
        connector.setProperty("connectionTimeout", Integer.toString(settings.patience));
        connector.setProperty("maxKeepAliveRequests", "-1");
        // What the kernel keeps for a peer that stopped reading; without a bound it is megabytes.
        connector.setProperty("socket.txBufSize", "65536");
        if (settings.protocol.tls) {
            encrypt(connector);
        }
        if (settings.protocol.http2) {
            Http2Protocol http2 = new Http2Protocol();
            http2.setWriteTimeout(settings.patience);
            http2.setStreamWriteTimeout(settings.patience);
            // Otherwise it works on 20 streams of a connection at a time, and may forget who waits behind them.
            http2.setMaxConcurrentStreamExecution((int) http2.getMaxConcurrentStreams());
            connector.addUpgradeProtocol(http2);
        }
        customizer.accept(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "streams", settings.servlet).setAsyncSupported(true);
        // Streams that are still open when it stops are waited for otherwise.
        ((StandardContext) context).setUnloadDelay(0);
        context.addServletMappingDecoded("/*", "streams");
        for (int i = 0; i < settings.filters.size(); i++) {
            FilterDef definition = new FilterDef();
            definition.setFilterName("filter" + i);
            definition.setFilter(settings.filters.get(i));
            definition.setAsyncSupported("true");
            context.addFilterDef(definition);
            FilterMap map = new FilterMap();
            map.setFilterName("filter" + i);
            map.addURLPattern("/*");
            map.setDispatcher("REQUEST");
            map.setDispatcher("ASYNC");
            context.addFilterMap(map);
        }
        tomcat.start();
        return new TestContainer() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void close() throws Exception {
                tomcat.stop();
                tomcat.destroy();
            }
        };
    }

    private static void encrypt(Connector connector) {
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(TestKey.KEY.keyStore().toString());
        certificate.setCertificateKeystorePassword(TestKey.KEY.password());
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
    }

    static TestContainer startJetty(Settings settings) throws Exception {
        Server server = new Server(new QueuedThreadPool(20, 20));
        ServerConnector connector = new ServerConnector(server, jettyProtocols(settings.protocol));
        connector.setPort(0);
        connector.setAcceptQueueSize(2000);
        connector.setIdleTimeout(settings.patience);
        connector.setAcceptedSendBufferSize(65536);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder holder = new ServletHolder(settings.servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        for (Filter filter : settings.filters) {
            FilterHolder filterHolder = new FilterHolder(filter);
            filterHolder.setAsyncSupported(true);
            context.addFilter(filterHolder, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        server.setHandler(context);
        server.start();
        return new TestContainer() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void close() throws Exception {
                server.stop();
                server.destroy();
            }
        };
    }

    private static ConnectionFactory[] jettyProtocols(Protocol protocol) {
        HttpConfiguration configuration = new HttpConfiguration();
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
        if (!protocol.tls) {
            return protocol.http2
                    ? new ConnectionFactory[] {http1, new HTTP2CServerConnectionFactory(configuration)}
                    : new ConnectionFactory[] {http1};
        }
        configuration.addCustomizer(new SecureRequestCustomizer());
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(TestKey.KEY.keyStore().toString());
        ssl.setKeyStorePassword(TestKey.KEY.password());
        if (!protocol.http2) {
            return new ConnectionFactory[] {new SslConnectionFactory(ssl, "http/1.1"), http1};
        }
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        return new ConnectionFactory[] {
            new SslConnectionFactory(ssl, "alpn"), alpn, new HTTP2ServerConnectionFactory(configuration), http1
        };
    }
}
