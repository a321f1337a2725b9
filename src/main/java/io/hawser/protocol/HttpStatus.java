package io.hawser.protocol;

import io.hawser.domain.ErrorCode;

/** The HTTP status that goes with each error code; {@code status} in an error frame is the same. */
public final class HttpStatus {
    private HttpStatus() {}

    /** 400 to 503. */
    public static int of(ErrorCode code) {
        return switch (code) {
            case BAD_MESSAGE, UNKNOWN_TYPE -> 400;
            case UNAUTHENTICATED, TOKEN_EXPIRED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case DEVICE_TIMEOUT -> 408;
            case VERSION_CONFLICT, KEY_REUSED -> 409;
            case PRECONDITION_FAILED -> 412;
            case TOO_LARGE, SESSION_FULL -> 413;
            case BAD_VALUE -> 422;
            case IN_UPGRADE -> 423;
            case RATE_LIMITED -> 429;
            case INTERNAL -> 500;
            case DEVICE_OFFLINE, UNAVAILABLE -> 503;
        };
    }
}
