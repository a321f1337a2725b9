package io.hawser.domain;

/**
 * One bad field of a request.
 *
 * @param path JSON pointer of the field, {@code /args/brightness}
 * @param message what is allowed there
 */
public record FieldError(String path, String message) {}
