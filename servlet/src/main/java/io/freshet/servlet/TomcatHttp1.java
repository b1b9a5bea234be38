package io.freshet.servlet;

import java.util.concurrent.locks.Lock;

/** Tomcat lends its lock, and tells of a peer that goes when something is written. */
record TomcatHttp1(Lock lock) implements Container {
    @Override
    public boolean seesPeerGo() {
        return false;
    }
}
