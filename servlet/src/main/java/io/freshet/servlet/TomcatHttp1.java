package io.freshet.servlet;

import java.util.concurrent.locks.Lock;
import org.apache.coyote.Response;

/** Tomcat lends its lock, and tells of a peer that goes when something is written. */
record TomcatHttp1(Response response, Lock lock) implements TomcatOutput {
    @Override
    public boolean seesPeerGo() {
        return false;
    }
}
