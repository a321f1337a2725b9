package io.hawser.domain;

/** A point of a device's log: the epoch and revision of one entry. */
public record Cursor(long epoch, long revision) {}
