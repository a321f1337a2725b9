package io.hawser.domain;

import java.util.List;
import java.util.Optional;

/** What people call a thing or themselves: 1 to 80 characters without control characters or surrounding white space. */
public final class DisplayName {
    private static final int MOST = 80;

    private DisplayName() {}

    /** The name without surrounding white space; fails with {@code BAD_VALUE} on the given field. */
    public static String checked(String field, String text) {
        error(field, text).ifPresent(error -> {
            throw Failure.invalid(List.of(error));
        });
        return text.strip();
    }

    /** What is wrong with it, for whoever collects all bad fields. */
    public static Optional<FieldError> error(String field, String text) {
        String name = text.strip();
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > MOST || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(new FieldError(field, "must be 1 to " + MOST + " characters, no control characters"));
        }
        return Optional.empty();
    }
}
