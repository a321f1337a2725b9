package io.hawser.edge.rest;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;

/** Paths of fields where the body is a part of what was checked: they begin in the body. */
final class BodyPaths {
    private BodyPaths() {}

    /** @param part a JSON pointer to what the body is */
    static Throwable in(String part, Throwable cause) {
        if (!(cause instanceof Failure failure) || failure.code() != ErrorCode.BAD_VALUE) {
            return cause;
        }
        return Failure.invalid(failure.fields().stream()
                .map(error -> new FieldError(within(part, error.path()), error.message()))
                .toList());
    }

    private static String within(String part, String path) {
        if (path.equals(part)) {
            return "/";
        }
        return path.startsWith(part + "/") ? path.substring(part.length()) : path;
    }
}
