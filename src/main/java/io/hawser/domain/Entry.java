package io.hawser.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one entry of a device's log says, by kind. */
public sealed interface Entry {
    /** The kind on the wire. */
    Kind kind();

    /**
     * What the device reported, or what is wanted of it.
     *
     * @param command the command that it came of
     * @param desiredSet what somebody wants from now on
     * @param desiredUnset what is no longer wanted: met, overridden at the device, or taken back
     * @param merged how many entries this one stands for; 1 but for a slow terminal
     */
    record StateEntry(
            Map<String, Json> set,
            List<String> unset,
            @Nullable CommandId command,
            Map<String, Json> desiredSet,
            List<String> desiredUnset,
            int merged)
            implements Entry {
        public StateEntry {
            set = Map.copyOf(set);
            unset = List.copyOf(unset);
            desiredSet = Map.copyOf(desiredSet);
            desiredUnset = List.copyOf(desiredUnset);
        }

        @Override
        public Kind kind() {
            return Kind.STATE;
        }
    }

    /**
     * The device came, slept or went.
     *
     * @param grace for how long an absence may still turn out to be none worth telling of
     */
    record PresenceEntry(
            Presence.Status status,
            Presence.Reason reason,
            @Nullable SessionId session,
            @Nullable Instant wake,
            @Nullable Duration grace)
            implements Entry {
        /** One that counts at once. */
        public PresenceEntry(
                Presence.Status status, Presence.Reason reason, @Nullable SessionId session, @Nullable Instant wake) {
            this(status, reason, session, wake, null);
        }

        @Override
        public Kind kind() {
            return Kind.PRESENCE;
        }
    }

    /** One step of a command. */
    record CommandEntry(
            CommandId command,
            String name,
            Json args,
            CommandStatus status,
            @Nullable Integer percent,
            @Nullable Json data,
            @Nullable String code,
            @Nullable String message)
            implements Entry {
        @Override
        public Kind kind() {
            return Kind.COMMAND;
        }
    }

    /** Something happened at the device. {@code data} is any JSON. */
    record EventEntry(String name, Json data) implements Entry {
        @Override
        public Kind kind() {
            return Kind.EVENT;
        }
    }

    /** A fault's step. {@code data} is any JSON. */
    record FaultEntry(String fault, String code, String severity, String status, Json data) implements Entry {
        @Override
        public Kind kind() {
            return Kind.FAULT;
        }
    }

    /** A grant was made, changed or (without a role) ended. */
    record ShareEntry(
            UserId user, @Nullable String name, @Nullable Role role) implements Entry {
        @Override
        public Kind kind() {
            return Kind.SHARE;
        }
    }
}
