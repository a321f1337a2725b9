package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is wanted of it and what it reports are apart, while it is there. The memo has which wishes are open. */
record Drift(Duration lasting) implements Inquiry {
    private static final String OPEN = "open";

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.STATE);
    }

    @Override
    public Duration after() {
        return lasting;
    }

    @Override
    public boolean mayConcern(HistoryStore.Kept entry) {
        return Condition.names(entry, "desired");
    }

    @Override
    public Said hear(Observation seen, Memo memo) {
        if (!(seen.entry() instanceof StateEntry state)
                || (state.desiredSet().isEmpty() && state.desiredUnset().isEmpty())) {
            return Said.nothing(memo);
        }
        Set<String> open = new TreeSet<>(open(memo));
        open.addAll(state.desiredSet().keySet());
        state.desiredUnset().forEach(open::remove);
        Memo now = memo.text(OPEN, JsonText.json(List.copyOf(open)).text());
        return Said.of(open.isEmpty() ? Verdict.FAILS : Verdict.ASK, now);
    }

    @Override
    public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
        List<String> open = open(memo);
        if (open.isEmpty()) {
            return Future.succeededFuture(Answer.no(null));
        }
        return log.online(device, now)
                .map(since -> since.isEmpty() || since.get().plus(lasting).isAfter(now)
                        // What is away can't follow, and what has just come has its time.
                        ? Answer.no(since.orElse(now).plus(lasting))
                        : new Answer(true, Evidence.NONE.with("properties", JsonText.json(List.copyOf(open))), null));
    }

    private static List<String> open(Memo memo) {
        String text = memo.text(OPEN);
        List<String> names = new ArrayList<>();
        if (text != null) {
            JsonText.own(text).forEach(name -> names.add(name.asText()));
        }
        return names;
    }
}
