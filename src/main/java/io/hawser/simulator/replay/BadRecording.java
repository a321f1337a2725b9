package io.hawser.simulator.replay;

/** A recording that can't be read, with the line where it goes wrong. It carries no stack trace. */
public final class BadRecording extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRecording(int line, String words) {
        super("line " + line + ": " + words, null, false, false);
    }
}
