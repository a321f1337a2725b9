package io.hawser.check;

import io.hawser.check.Condition.Said;
import io.hawser.condition.Evidence;
import io.hawser.condition.ValueTest;
import io.hawser.condition.Verdict;
import io.hawser.domain.Actor;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The conditions that entries speak of by themselves. */
final class Conditions {
    private Conditions() {}

    /** Values of properties: all of the tests pass, or any. Of several, the memo has what was last heard of each. */
    record Values(List<ValueTest> tests, boolean all) implements Condition {
        Values {
            tests = List.copyOf(tests);
        }

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE);
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return tests.stream().anyMatch(test -> Condition.names(entry, test.property()));
        }

        @Override
        public Set<String> properties() {
            return tests.stream().map(ValueTest::property).collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (!(seen.entry() instanceof StateEntry state)) {
                return Said.nothing(memo);
            }
            Memo now = memo;
            Evidence evidence = Evidence.NONE;
            boolean spoken = false;
            for (int i = 0; i < tests.size(); i++) {
                ValueTest test = tests.get(i);
                Optional<Boolean> passes = test.test(state);
                if (passes.isPresent()) {
                    spoken = true;
                    if (tests.size() > 1) {
                        now = now.truth(i, passes.get());
                    }
                    Json value = state.set().getOrDefault(test.property(), Json.NULL);
                    evidence = evidence.with("property", test.property()).with("value", value);
                }
            }
            if (!spoken) {
                return Said.nothing(memo);
            }
            return Said.of(tests.size() == 1 ? passes(state) : known(now), now, evidence);
        }

        private boolean passes(StateEntry state) {
            return tests.get(0).test(state).orElse(false);
        }

        private boolean known(Memo memo) {
            for (int i = 0; i < tests.size(); i++) {
                boolean holds = Boolean.TRUE.equals(memo.truth(i));
                if (holds != all) {
                    return !all;
                }
            }
            return all;
        }
    }

    /** A number that changed by more than it can within a time. It is over with the next plausible one. */
    record Jump(String property, double by, Duration within) implements Condition {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE);
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return Condition.names(entry, property);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            Json reported = seen.reported(property);
            Observation.Sample before = seen.previous().get(property);
            if (reported == null
                    || before == null
                    || !JsonText.own(reported.text()).isNumber()) {
                return Said.nothing(memo);
            }
            double now = JsonText.own(reported.text()).doubleValue();
            boolean soon = Duration.between(before.at(), seen.at()).compareTo(within) <= 0;
            Evidence evidence = Evidence.NONE
                    .with("property", property)
                    .with("value", reported)
                    .with("before", before.value());
            return Said.of(soon && Math.abs(now - before.value()) > by, memo, evidence);
        }
    }

    /**
     * It is not there, and did not say that it goes. Sleep is none of that until the hub takes it for lost; that somebody ended its session
     * is no news of where it is, and what the session's terms bear with counts for nobody.
     */
    record Absence() implements Condition {
        private static final Duration HELD = Duration.ofMinutes(10);
        private static final Set<Presence.Reason> UNEXPECTED = Set.of(
                Presence.Reason.CLOSED,
                Presence.Reason.HEARTBEAT_LOST,
                Presence.Reason.EXPIRED,
                Presence.Reason.RESTART,
                Presence.Reason.FLAPPING);

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.PRESENCE);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (!(seen.entry() instanceof PresenceEntry presence)) {
                return Said.nothing(memo);
            }
            if (presence.status() != Presence.Status.OFFLINE) {
                return Said.of(Verdict.FAILS, memo);
            }
            boolean unexpected = UNEXPECTED.contains(presence.reason());
            if (!unexpected && presence.reason() != Presence.Reason.BYE) {
                return Said.nothing(memo);
            }
            Evidence evidence = Evidence.NONE.with("reason", presence.reason().name());
            return new Said(unexpected ? Verdict.HOLDS : Verdict.FAILS, memo, evidence);
        }

        /** What is held off because it comes and goes is known to be there, and has time until the hub lets it in again. */
        @Override
        public Duration atLeast(Observation seen) {
            if (!(seen.entry() instanceof PresenceEntry presence)) {
                return Duration.ZERO;
            }
            Duration grace = presence.grace();
            return presence.reason() == Presence.Reason.FLAPPING ? HELD : grace == null ? Duration.ZERO : grace;
        }
    }

    /** It is there: what ends something that only its coming can end. */
    record Present() implements Condition {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.PRESENCE);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            return seen.entry() instanceof PresenceEntry presence
                    ? Said.of(presence.status() == Presence.Status.ONLINE, memo, Evidence.NONE)
                    : Said.nothing(memo);
        }
    }

    /** It comes and goes so often that the hub holds it off. */
    record Flapping() implements Condition {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.PRESENCE);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (!(seen.entry() instanceof PresenceEntry presence)) {
                return Said.nothing(memo);
            }
            if (presence.reason() == Presence.Reason.FLAPPING) {
                return Said.of(Verdict.HOLDS, memo);
            }
            return Said.of(presence.status() == Presence.Status.ONLINE ? Verdict.FAILS : Verdict.LASTS, memo);
        }
    }

    /**
     * Its clock and the hub's are apart. A time that is yet to come says so by itself; one that is past may be that of something which
     * could not be told before, and says so only when the same distance is seen again after a while.
     */
    record Skew(Duration by) implements Condition {
        private static final String BEHIND = "behind";
        private static final String SINCE = "behindSince";
        private static final Duration APART = Duration.ofMinutes(1);
        private static final Duration TOGETHER = Duration.ofHours(1);

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE, Kind.EVENT);
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return Duration.between(entry.at(), entry.stored()).compareTo(by) > 0 || Condition.names(entry, "ahead");
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            if (!seen.byDevice()) {
                return Said.nothing(memo);
            }
            if (seen.ahead().compareTo(by) > 0) {
                return Said.of(
                        true, memo, Evidence.NONE.with("skew", seen.ahead().toMillis()));
            }
            Duration behind = Duration.between(seen.at(), seen.stored());
            if (behind.compareTo(by) <= 0) {
                return Said.of(Verdict.FAILS, Memo.EMPTY);
            }
            Duration since = Duration.between(moment(memo), seen.stored());
            boolean same =
                    Math.abs(behind.toMillis() - distance(memo)) <= by.toMillis() / 2 && since.compareTo(TOGETHER) <= 0;
            if (!same) {
                return Said.of(Verdict.FAILS, begun(memo, behind, seen.stored()));
            }
            return since.compareTo(APART) < 0
                    ? Said.nothing(memo)
                    : Said.of(true, begun(memo, behind, seen.stored()), Evidence.NONE.with("skew", -behind.toMillis()));
        }

        private static Memo begun(Memo memo, Duration behind, Instant at) {
            return memo.text(BEHIND, String.valueOf(behind.toMillis())).text(SINCE, String.valueOf(at.toEpochMilli()));
        }

        private static long distance(Memo memo) {
            String known = memo.text(BEHIND);
            return known == null ? Long.MIN_VALUE / 2 : Long.parseLong(known);
        }

        private static Instant moment(Memo memo) {
            String known = memo.text(SINCE);
            return known == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(known));
        }
    }

    /** Its state has nearly reached its cap. */
    record Full(int percent) implements Condition {
        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.STATE);
        }

        @Override
        public boolean mayConcern(HistoryStore.Kept entry) {
            return Condition.names(entry, "fill");
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            return seen.byDevice() && seen.entry() instanceof StateEntry
                    ? Said.of(seen.fill() >= percent, memo, Evidence.NONE.with("percent", seen.fill()))
                    : Said.nothing(memo);
        }
    }

    /** It says so itself, or the hub did when it happened. */
    record Told(String code) implements Condition {
        private static final Actor SECURITY = new Actor.ByHub("security");

        /** Whether the entry says that there is a fault, rather than what became of it. */
        static boolean isFirstHand(Observation seen) {
            return seen.byDevice() || seen.by().equals(SECURITY);
        }

        @Override
        public Set<Kind> kinds() {
            return Set.of(Kind.FAULT);
        }

        @Override
        public Said hear(Observation seen, Memo memo) {
            // Steps of faults are in the log as well: those are what came of this.
            if (!(seen.entry() instanceof FaultEntry fault) || !fault.code().equals(code) || !isFirstHand(seen)) {
                return Said.nothing(memo);
            }
            boolean active = fault.status().equals("open");
            Evidence evidence = Evidence.NONE.with("told", fault.data());
            return Said.of(active, active ? memo.fault(fault.fault()).severity(fault.severity()) : memo, evidence);
        }
    }
}
