package io.hawser.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Part of a list, and the opaque cursor at which the next part begins (null: there is none). */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }
}
