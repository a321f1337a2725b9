package io.hawser.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded store cannot start or stop; the message is for the operator. */
public final class EmbeddedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedFailure(String message) {
        this(message, null);
    }

    EmbeddedFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
