package io.hawser.bench.rig;

/** Something cannot be measured; the message is one line for whoever asked for it. It carries no stack trace. */
public final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchFailure(String line) {
        super(line.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; "), null, false, false);
    }
}
