package io.hawser.archive;

import org.jspecify.annotations.Nullable;

/** Something could not be archived and is still where it was; the message is one line for the operator. */
public final class ArchiveFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArchiveFailure(String message) {
        this(message, null);
    }

    public ArchiveFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
