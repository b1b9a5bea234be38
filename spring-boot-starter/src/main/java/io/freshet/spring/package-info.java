/**
 * Freshet in a Spring Boot application: a controller method returns an {@link io.freshet.spring.EventStream} where it returned
 * an {@code SseEmitter} before, and {@link io.freshet.Hub} is a bean to publish with.
 */
@NullMarked
package io.freshet.spring;

import org.jspecify.annotations.NullMarked;
