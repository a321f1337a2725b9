package io.hawser.app;

import org.jspecify.annotations.Nullable;

/** The hub cannot start, or go on, for a reason that its operator can mend; the message is one line for them. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        this(message, null);
    }

    public StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The one line. */
    String line() {
        String message = getMessage();
        return message == null ? "the hub cannot start" : message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
