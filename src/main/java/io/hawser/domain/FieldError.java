package io.hawser.domain;

import org.jspecify.annotations.Nullable;

/**
 * One bad field of a request.
 *
 * @param path JSON pointer of the field, {@code /args/brightness}
 * @param message what is allowed there
 * @param line where it stands in a text that has lines, from 1; null: in none
 */
public record FieldError(
        String path, String message, @Nullable Integer line) {
    public FieldError(String path, String message) {
        this(path, message, null);
    }

    /** The same, at that line. */
    public FieldError at(int where) {
        return new FieldError(path, message, where);
    }
}
