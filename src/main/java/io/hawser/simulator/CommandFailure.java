package io.hawser.simulator;

/** A command can't do what it was asked to; the message is one line for whoever typed it. It carries no stack trace. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String line) {
        super(line, null, false, false);
    }
}
