package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

/** Each run of the tests is for one version of a container: the build says for which, by system properties. */
class ContainerVersionTest {
    @Test
    void theTomcatIsTheOneThatThisRunIsFor() {
        assertThat(ServerInfo.getServerNumber()).isEqualTo(System.getProperty("freshet.tomcat") + ".0");
        assertThat(TomcatAccelerator.TESTED.include(ServerInfo.getServerNumber()))
                .as("%s is one of %s", ServerInfo.getServerNumber(), TomcatAccelerator.TESTED)
                .isTrue();
    }

    @Test
    void theJettyIsTheOneThatThisRunIsFor() {
        assertThat(Server.getVersion()).isEqualTo(System.getProperty("freshet.jetty"));
        assertThat(JettyAccelerator.TESTED.include(Server.getVersion()))
                .as("%s is one of %s", Server.getVersion(), JettyAccelerator.TESTED)
                .isTrue();
    }
}
