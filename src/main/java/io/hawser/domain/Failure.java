package io.hawser.domain;

import java.time.Duration;
import java.util.List;

/**
 * A failure that its cause can be told of: one code, words for a person, and where it applies the bad fields and how long to
 * wait. It carries no stack trace: it is an answer, not an accident. Everything that is no {@code Failure} is an accident and
 * becomes {@link ErrorCode#INTERNAL} at the edge without its text.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> fields;
    private final Duration retryAfter;

    private Failure(ErrorCode code, String message, List<FieldError> fields, Duration retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.fields = List.copyOf(fields);
        this.retryAfter = retryAfter;
    }

    /** A failure of the given code, with words that help. */
    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, List.of(), Duration.ZERO);
    }

    /** As {@link #of}, telling when another try makes sense. */
    public static Failure of(ErrorCode code, String message, Duration retryAfter) {
        return new Failure(code, message, List.of(), retryAfter);
    }

    /** What does not exist, or what the caller may not know of. */
    public static Failure notFound(String what) {
        return of(ErrorCode.NOT_FOUND, "No such " + what + ".");
    }

    /** One bad field: {@code BAD_VALUE}. The name may be a plain one or a JSON pointer. */
    public static Failure invalid(String field, String message) {
        return invalid(List.of(new FieldError(field.startsWith("/") ? field : "/" + field, message)));
    }

    /** Bad fields, at least one: {@code BAD_VALUE}. */
    public static Failure invalid(List<FieldError> fields) {
        FieldError first = fields.get(0);
        return new Failure(ErrorCode.BAD_VALUE, first.path() + " " + first.message(), fields, Duration.ZERO);
    }

    /** The caller is known and may not. */
    public static Failure forbidden(String message) {
        return of(ErrorCode.FORBIDDEN, message);
    }

    /** The caller is not known. */
    public static Failure unauthenticated(String message) {
        return of(ErrorCode.UNAUTHENTICATED, message);
    }

    /** A store is away: nothing was acknowledged, and another try may do. */
    public static Failure unavailable(String message) {
        return of(ErrorCode.UNAVAILABLE, message, Duration.ofSeconds(2));
    }

    public ErrorCode code() {
        return code;
    }

    /** The bad fields; empty unless the code is {@code BAD_VALUE}. */
    public List<FieldError> fields() {
        return fields;
    }

    /** How long to wait before another try; zero when the hub has no opinion. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The message; never null, unlike a plain exception's. */
    public String words() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }
}
