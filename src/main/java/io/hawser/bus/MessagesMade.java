package io.hawser.bus;

/** Messages are in the store that are to go out. */
public record MessagesMade() {}
