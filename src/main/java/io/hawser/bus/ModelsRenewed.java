package io.hawser.bus;

/** This node has models as they are stored now. */
public record ModelsRenewed() {}
