package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.JsonText;
import java.time.Duration;
import java.util.Set;

/**
 * What may be the case with a device. An entry of its log says whether it is, or that the log is to be asked. Immutable; without any
 * input or output.
 */
interface Condition {
    /** The kinds of entries that say something of it. */
    Set<Kind> kinds();

    /** Whether an entry of these kinds may say something new, told by its text alone so that most are never read. */
    default boolean mayConcern(HistoryStore.Kept entry) {
        return true;
    }

    /** Whether the entry's text has the name of a member. */
    static boolean names(HistoryStore.Kept entry, String member) {
        return entry.body().text().contains(JsonText.json(member).text());
    }

    /** How long it has to hold at the least, by what was seen of it. */
    default Duration atLeast(Observation seen) {
        return Duration.ZERO;
    }

    /** The properties whose last values say whether it holds; none where only what comes next can say it. */
    default Set<String> properties() {
        return Set.of();
    }

    /** What an entry says, and what is to be remembered of it. */
    Said hear(Observation seen, Memo memo);

    /**
     * What an entry says.
     *
     * @param evidence what it was said by, for a person
     */
    record Said(Verdict verdict, Memo memo, Evidence evidence) {
        static Said nothing(Memo memo) {
            return new Said(Verdict.SILENT, memo, Evidence.NONE);
        }

        static Said of(Verdict verdict, Memo memo) {
            return new Said(verdict, memo, Evidence.NONE);
        }

        static Said of(boolean holds, Memo memo, Evidence evidence) {
            return new Said(holds ? Verdict.HOLDS : Verdict.FAILS, memo, evidence);
        }
    }
}
