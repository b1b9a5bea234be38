package io.freshet.server;

/** What the handlers of one connection work with. */
record Service(ServerSettings settings, RequestBodies bodies, EventLoopLane lane, boolean secure) {}
