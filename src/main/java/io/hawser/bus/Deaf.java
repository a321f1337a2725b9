package io.hawser.bus;

/** From now on what other nodes tell is not heard on this one, until {@link Missed}: what was allowed may not be any more. */
public record Deaf() {}
