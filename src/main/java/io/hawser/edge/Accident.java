package io.hawser.edge;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What nobody expected while a message or a request was served: the log gets its kind and its traces, the client that it happened.
 * An exception's own words may quote what somebody sent, so that they go to neither.
 */
public final class Accident extends Throwable {
    private static final long serialVersionUID = 1L;

    private Accident(Throwable cause, boolean whole) {
        super(
                words(cause),
                cause.getCause() == null || !whole ? null : new Accident(cause.getCause(), false),
                false,
                true);
        setStackTrace(cause.getStackTrace());
    }

    /** The same accident without its words, for a log. */
    public static Throwable wordless(Throwable cause) {
        return new Accident(cause, true);
    }

    /**
     * What a socket's client is told; logged here, once, unless it is a failure that may be told as it is.
     *
     * @param line a line of the log at its level, with whose message it was
     */
    public static Failure told(LoggingEventBuilder line, Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        line.setCause(wordless(cause)).log("a message failed in the hub");
        return Failure.of(ErrorCode.INTERNAL, "The hub failed on this message. It has been logged.");
    }

    /** What the virtual machine says of a missing value names code and nothing else. */
    private static String words(Throwable cause) {
        return cause.getClass() == NullPointerException.class
                ? cause.toString()
                : cause.getClass().getName();
    }
}
