package io.hawser.bus;

/** What other nodes told may not have been heard on this one for a while; from now on it is. */
public record Missed() {}
