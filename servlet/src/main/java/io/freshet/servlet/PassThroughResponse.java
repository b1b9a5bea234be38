package io.freshet.servlet;

/**
 * Marks a response wrapper of a filter that overrides {@code getOutputStream} although it neither keeps nor changes nor counts what
 * is written. A response whose wrappers may want to see the body is not accelerated.
 */
public interface PassThroughResponse {}
