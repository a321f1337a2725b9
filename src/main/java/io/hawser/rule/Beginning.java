package io.hawser.rule;

import io.hawser.condition.Phase;
import io.hawser.condition.Verdict;
import io.hawser.domain.Cause;
import io.hawser.domain.Cursor;
import io.hawser.domain.Entry;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.rule.Truth.Said;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where a rule stands with a device of which only the state at a moment is known. Without any input or output. */
final class Beginning {
    private static final Cursor PLACE = new Cursor(0, 1);

    private Beginning() {}

    /** What was the case then is taken as done. */
    static Watch of(Rule rule, Snapshot then, Instant at) {
        Memory memory = memory(rule.says(), then, at);
        Watch calm = Watch.calm(rule.id(), then.device()).with(memory);
        if (rule.says().when() instanceof Trigger.Lasting lasting && holds(lasting.truth(), then, at)) {
            boolean timed =
                    rule.says().until() instanceof Ending.After || rule.says().until() instanceof Ending.Until;
            return calm.to(Phase.RAISED, at, null).with(timed ? memory.spent(true) : memory.done(Instant.EPOCH));
        }
        return calm;
    }

    /** What is to be remembered of it before anything else is heard. */
    static Memory memory(Sentence says, Snapshot then, Instant at) {
        Memory memory = Memory.NONE;
        if (says.when() instanceof Trigger.Lasting lasting) {
            memory = said(lasting.truth(), memory, then, at).memory();
        } else if (says.when() instanceof Trigger.Moment moment) {
            memory = moment.happening().hear(state(then, at), memory).memory();
        }
        return says.until() instanceof Ending.Opposite opposite
                ? said(opposite.truth(), memory, then, at).memory()
                : memory;
    }

    private static boolean holds(Truth truth, Snapshot then, Instant at) {
        return said(truth, Memory.NONE, then, at).verdict() == Verdict.HOLDS;
    }

    private static Said said(Truth truth, Memory memory, Snapshot then, Instant at) {
        Said state = truth.hear(state(then, at), memory);
        if (then.presence().reason() == Presence.Reason.NEVER) {
            return state;
        }
        Said presence = truth.hear(presence(then, at), state.memory());
        return presence.verdict() == Verdict.SILENT ? state : presence;
    }

    private static Heard state(Snapshot then, Instant at) {
        Entry entry = new Entry.StateEntry(then.state(), List.of(), null, Map.of(), List.of(), 1);
        return new Heard(then.device(), PLACE, at, at, Cause.own(then.device(), 0, 0), entry);
    }

    private static Heard presence(Snapshot then, Instant at) {
        Entry entry = new Entry.PresenceEntry(
                then.presence().status(), then.presence().reason(), null, null);
        return new Heard(then.device(), PLACE, at, at, Cause.own(then.device(), 0, 0), entry);
    }
}
