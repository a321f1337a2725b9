package io.hawser.bus;

/** Rules have been set off, and wait in the store to be acted on. */
public record RulesFired() {}
