package io.hawser.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, to be stopped in reverse; a part that does not stop in order keeps no other from stopping. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<Part> started = new ArrayDeque<>();

    /** One more that was started. */
    <T extends AutoCloseable> T add(String name, T part) {
        stopping(name, part::close);
        return part;
    }

    /** What is to be done when it is this part's turn to stop. */
    void stopping(String name, Stop stop) {
        started.push(new Part(name, stop));
    }

    /** Stops all, the newest first. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            Part part = started.pop();
            try {
                part.stop().now();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).addKeyValue("part", part.name()).log("a part did not stop in order");
            }
        }
    }

    private record Part(String name, Stop stop) {}

    /** How a part stops. */
    @FunctionalInterface
    interface Stop {
        void now() throws Exception;
    }
}
