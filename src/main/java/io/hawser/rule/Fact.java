package io.hawser.rule;

import io.hawser.condition.Evidence;
import io.hawser.condition.ValueTest;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.protocol.Words;
import java.util.Optional;

/** What is the case with a device or is not, and stays so until an entry of its log says otherwise. Without any input or output. */
public sealed interface Fact {
    /** The kind of entries that say something of it. */
    Kind kind();

    /** What an entry says of it; empty: nothing. */
    Optional<Boolean> told(Heard heard);

    /** What it was seen by, in an entry that said something of it. */
    Evidence seen(Heard heard);

    /** The value of a property passes a test. */
    record Value(ValueTest test) implements Fact {
        @Override
        public Kind kind() {
            return Kind.STATE;
        }

        @Override
        public Optional<Boolean> told(Heard heard) {
            return heard.entry() instanceof StateEntry state ? test.test(state) : Optional.empty();
        }

        @Override
        public Evidence seen(Heard heard) {
            Json value = heard.entry() instanceof StateEntry state
                    ? state.set().getOrDefault(test.property(), Json.NULL)
                    : Json.NULL;
            return Evidence.NONE.with("property", test.property()).with("value", value);
        }
    }

    /** The device is there, is not, or sleeps. */
    record Being(Presence.Status status) implements Fact {
        @Override
        public Kind kind() {
            return Kind.PRESENCE;
        }

        @Override
        public Optional<Boolean> told(Heard heard) {
            return heard.entry() instanceof PresenceEntry presence
                    ? Optional.of(presence.status() == status)
                    : Optional.empty();
        }

        @Override
        public Evidence seen(Heard heard) {
            return heard.entry() instanceof PresenceEntry presence
                    ? Evidence.NONE
                            .with("presence", Words.lower(presence.status()))
                            .with("reason", presence.reason().name())
                    : Evidence.NONE;
        }
    }

    /** The device has a fault of that code. While it seems to be gone and is not proven to be, nothing is said of it. */
    record Faulty(String code) implements Fact {
        private static final String PROVING = "verifying";
        private static final String OVER = "resolved";

        @Override
        public Kind kind() {
            return Kind.FAULT;
        }

        @Override
        public Optional<Boolean> told(Heard heard) {
            return heard.entry() instanceof FaultEntry fault
                            && fault.code().equals(code)
                            && !fault.status().equals(PROVING)
                    ? Optional.of(!fault.status().equals(OVER))
                    : Optional.empty();
        }

        @Override
        public Evidence seen(Heard heard) {
            return heard.entry() instanceof FaultEntry fault
                    ? Evidence.NONE.with("fault", fault.code()).with("severity", fault.severity())
                    : Evidence.NONE;
        }
    }
}
