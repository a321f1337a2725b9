package io.hawser.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The other nodes' runs, as far as they are heard: each says at every tick that it is there, and one that has not been heard for some
 * ticks is gone. For one thread at a time.
 */
final class OtherNodes {
    private static final String THERE = "there ";
    private static final int PATIENCE = 3;

    private final Map<String, Integer> heard = new HashMap<>();
    private int tick;

    /** What a node says at each tick. */
    static String there(String run) {
        return THERE + run;
    }

    /** Whether it is no more than that a node is there; then it was heard. */
    boolean isThere(String text) {
        if (!text.startsWith(THERE)) {
            return false;
        }
        heard(text.substring(THERE.length()));
        return true;
    }

    /** Something of this run was heard. */
    void heard(String run) {
        heard.put(run, tick);
    }

    /** Time has passed; those that are gone now. */
    List<String> tick() {
        tick++;
        List<String> gone = new ArrayList<>();
        heard.forEach((run, last) -> {
            if (tick - last > PATIENCE) {
                gone.add(run);
            }
        });
        gone.forEach(heard::remove);
        return gone;
    }
}
