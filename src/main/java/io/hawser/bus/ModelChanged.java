package io.hawser.bus;

/** An administrator made something else of a model, or took it back. */
public record ModelChanged(String model) implements NodeEvent {}
