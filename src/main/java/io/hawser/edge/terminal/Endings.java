package io.hawser.edge.terminal;

import io.hawser.bus.SessionEnded;
import java.util.ArrayList;
import java.util.List;

/**
 * What ended while hellos were being decided. A terminal is known by its session only once it is welcomed; what ends it before is kept
 * for it here. On one event loop only.
 */
final class Endings {
    private final List<SessionEnded> heard = new ArrayList<>(0);
    private int deciding;

    /** Something has ended. */
    void heard(SessionEnded ended) {
        if (deciding > 0) {
            heard.add(ended);
        }
    }

    /** A hello begins to be decided; give the mark to {@link #since}. */
    int begin() {
        deciding++;
        return heard.size();
    }

    /** The hello is decided: what ended meanwhile. To be asked once for each mark. */
    List<SessionEnded> since(int mark) {
        List<SessionEnded> meanwhile = List.copyOf(heard.subList(mark, heard.size()));
        deciding--;
        if (deciding == 0) {
            heard.clear();
        }
        return meanwhile;
    }
}
