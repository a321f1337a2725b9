package io.hawser.check;

import io.hawser.condition.Lasting;
import io.hawser.condition.Phase;
import io.hawser.condition.Verdict;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is watched of a device, and what it means.
 *
 * @param id unique among the checks of a device; several may be of one code, each with a severity of its own
 * @param hold how long the condition has to hold
 * @param clear what ends it; null: that the condition does not hold any more
 * @param calm how long it has to be gone
 * @param texts {@code title}, {@code means} and {@code advice}, each by language
 */
record Check(
        String id,
        String code,
        Severity severity,
        Condition condition,
        Duration hold,
        @Nullable Condition clear,
        Duration calm,
        Json texts) {
    /** What becomes of a standing by an entry; the same standing when nothing does. */
    Standing hear(Standing standing, Observation seen) {
        if (standing.knows(seen) || !isAbout(seen)) {
            return standing;
        }
        Condition.Said said = said(standing, seen);
        Memo memo = said.memo();
        if (said.verdict() == Verdict.HOLDS && !said.evidence().isEmpty()) {
            memo = memo.evidence(said.evidence());
        }
        Severity how = Objects.requireNonNullElse(memo.severity(), severity);
        Standing next = standing.remember(memo, how);
        next = condition instanceof Inquiry inquiry
                ? asked(next, said.verdict(), inquiry, seen.stored())
                : moved(next, said.verdict(), seen);
        return next.equals(standing) ? standing : next.heard(seen);
    }

    /** What becomes of it by values that are none of news, since it is watched in another way from now on. */
    Standing again(Standing standing, Observation state) {
        if (properties().isEmpty()) {
            return standing;
        }
        Condition.Said said = said(standing, state);
        Memo memo = said.verdict() == Verdict.HOLDS ? said.memo().evidence(said.evidence()) : said.memo();
        return moved(standing.remember(memo, severity), said.verdict(), state);
    }

    /** The properties whose last values say whether it holds. */
    Set<String> properties() {
        return condition.properties();
    }

    /** What becomes of it when its time has come and its log said nothing else. */
    Standing due(Standing standing, Instant now) {
        return Lasting.due(standing.phase())
                .map(next -> standing.become(next, now, null))
                .orElseGet(() -> standing.due(null));
    }

    /** What becomes of it by what the log said. */
    Standing answered(Standing standing, Inquiry.Answer answer, Instant now) {
        Standing next = standing.due(answer.again());
        if (answer.holds()) {
            Memo memo = standing.memo().evidence(answer.evidence());
            next = next.remember(memo, severity);
            return standing.phase() == Phase.RAISED ? next : next.become(Phase.RAISED, now, answer.again());
        }
        return standing.phase() == Phase.CALM ? next : next.become(Phase.CALM, now, answer.again());
    }

    /** The kinds of entries that it hears of. */
    Set<Kind> kinds() {
        if (clear == null) {
            return condition.kinds();
        }
        Set<Kind> kinds = EnumSet.copyOf(condition.kinds());
        kinds.addAll(clear.kinds());
        return kinds;
    }

    private boolean isAbout(Observation seen) {
        return kinds().contains(seen.entry().kind());
    }

    /** What ends it may be another thing than what raises it; between the two it stays as it is. */
    private Condition.Said said(Standing standing, Observation seen) {
        Condition.Said said = condition.hear(seen, standing.memo());
        boolean raised = standing.phase() == Phase.RAISED || standing.phase() == Phase.CLEARING;
        if (clear == null || !raised || said.verdict() == Verdict.HOLDS) {
            return said;
        }
        Condition.Said ended = clear.hear(seen, Memo.EMPTY);
        return new Condition.Said(
                ended.verdict() == Verdict.HOLDS ? Verdict.FAILS : Verdict.SILENT, said.memo(), ended.evidence());
    }

    private Standing moved(Standing standing, Verdict verdict, Observation seen) {
        Duration least = condition.atLeast(seen);
        Instant at = seen.stored();
        return new Lasting(least.compareTo(hold) > 0 ? least : hold, calm)
                .heard(standing.phase(), verdict, at)
                .map(turn -> standing.become(turn.phase(), at, turn.due()))
                .orElse(standing);
    }

    private static Standing asked(Standing standing, Verdict verdict, Inquiry inquiry, Instant at) {
        boolean raised = standing.phase() == Phase.RAISED;
        return switch (verdict) {
            case FAILS -> raised ? standing.become(Phase.CALM, at, null) : standing.due(null);
            case HOLDS -> raised ? standing : standing.become(Phase.RAISED, at, null);
            case LASTS -> raised ? standing.due(at) : standing;
            case ASK ->
                raised ? standing.due(at) : standing.due() == null ? standing.due(at.plus(inquiry.after())) : standing;
            case SILENT -> standing;
        };
    }
}
