package io.hawser.bus;

import org.jspecify.annotations.Nullable;

/**
 * This node has models as they are stored now.
 *
 * @param made the one that somebody made anew on this very node
 */
public record ModelsRenewed(@Nullable String made) {}
