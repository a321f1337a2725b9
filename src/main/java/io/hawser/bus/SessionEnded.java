package io.hawser.bus;

import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;

/** What is over, and why. The edge closes what it has of it: 4409 when superseded, else 4410 (4401 for a user's session). */
public sealed interface SessionEnded extends NodeEvent {
    EndReason reason();

    /** One connection of a device: every other of the same device that is older than this one is over as well. */
    record OfDevice(DeviceId device, long epoch, long connection, EndReason reason) implements SessionEnded {}

    /** One terminal's session, as far as connections older than this one go. */
    record OfTerminal(SessionId session, long connection, EndReason reason) implements SessionEnded {
        /** The whole session. */
        public OfTerminal(SessionId session, EndReason reason) {
            this(session, Long.MAX_VALUE, reason);
        }
    }

    /** A user's log-in, with every terminal that lives on it. */
    record OfUserSession(SessionId session, EndReason reason) implements SessionEnded {}

    /** Every log-in of a user, with all terminals. */
    record OfUser(UserId user, EndReason reason) implements SessionEnded {}
}
