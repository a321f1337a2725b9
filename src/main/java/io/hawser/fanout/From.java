package io.hawser.fanout;

import io.hawser.session.Catchup;

/** What brings a terminal up to date with a device. */
public enum From {
    /** Exactly the entries after its cursor. */
    REPLAY,
    /** Nothing was missed. */
    CURRENT,
    SNAPSHOT;

    static From of(Catchup catchup) {
        if (catchup instanceof Catchup.Replay) {
            return REPLAY;
        }
        return catchup instanceof Catchup.Current ? CURRENT : SNAPSHOT;
    }
}
