package io.freshet.showcase;

/** On sockets that were taken over from Tomcat. */
class StormOnTomcatTest extends SightedStormTest {}
