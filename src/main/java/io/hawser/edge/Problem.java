package io.hawser.edge;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.protocol.HttpStatus;
import io.hawser.protocol.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * An answer that tells what went wrong, RFC 9457.
 *
 * @param code as in an error frame, or one that only HTTP knows ({@code METHOD_NOT_ALLOWED})
 */
record Problem(String code, int status, String title, String detail, List<FieldError> errors, Duration retryAfter) {
    static final String MEDIA_TYPE = "application/problem+json";

    Problem {
        errors = List.copyOf(errors);
    }

    static Problem of(Failure failure) {
        ErrorCode code = failure.code();
        return new Problem(
                code.name(), HttpStatus.of(code), title(code), failure.words(), failure.fields(), failure.retryAfter());
    }

    /** One that only HTTP knows. */
    static Problem of(HttpFailure failure) {
        return new Problem(
                failure.code(), failure.status(), failure.title(), failure.words(), List.of(), Duration.ZERO);
    }

    /** Something that nobody expected; its text is for the log only. */
    static Problem internal() {
        return of(Failure.of(ErrorCode.INTERNAL, "The hub failed at this. It has been logged."));
    }

    /** {@code Retry-After}: whole seconds, 0 for none. */
    long retryAfterSeconds() {
        return (retryAfter.toMillis() + 999) / 1000;
    }

    Json json(String instance) {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeStringField(
                    "type",
                    "urn:hawser:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'));
            out.writeStringField("title", title);
            out.writeNumberField("status", status);
            out.writeStringField("detail", detail);
            out.writeStringField("instance", instance);
            out.writeStringField("code", code);
            out.writeNumberField("retryAfter", retryAfter.toMillis());
            if (!errors.isEmpty()) {
                out.writeArrayFieldStart("errors");
                for (FieldError error : errors) {
                    out.writeStartObject();
                    out.writeStringField("path", error.path());
                    out.writeStringField("message", error.message());
                    if (error.line() != null) {
                        out.writeNumberField("line", error.line());
                    }
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        });
    }

    private static String title(ErrorCode code) {
        return switch (code) {
            case BAD_MESSAGE -> "The request can't be read";
            case UNKNOWN_TYPE -> "Unknown type of message";
            case UNAUTHENTICATED -> "Not signed in";
            case TOKEN_EXPIRED -> "The access token has expired";
            case FORBIDDEN -> "Not allowed";
            case NOT_FOUND -> "Not found";
            case DEVICE_TIMEOUT -> "The device did not answer in time";
            case VERSION_CONFLICT -> "Something else came first";
            case KEY_REUSED -> "The idempotency key belongs to another request";
            case PRECONDITION_FAILED -> "The precondition does not hold";
            case TOO_LARGE -> "Too large";
            case SESSION_FULL -> "The device's state is full";
            case BAD_VALUE -> "A value is not allowed";
            case IN_UPGRADE -> "The device is being upgraded";
            case RATE_LIMITED -> "Too many requests";
            case DEVICE_OFFLINE -> "The device is offline";
            case UNAVAILABLE -> "Not available for the moment";
            case INTERNAL -> "The hub failed";
        };
    }
}
