package io.hawser.bus;

/** All sessions of a model's devices have other terms from their next hello on. */
public record TermsChanged(String model) implements NodeEvent {}
