package io.hawser.bus;

/**
 * Another node is not heard of any more.
 *
 * @param node the run of that node
 */
public record NodeGone(String node) {}
