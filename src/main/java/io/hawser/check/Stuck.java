package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.condition.Evidence;
import io.hawser.condition.ValueTest;
import io.hawser.condition.Verdict;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A measured value that is reported again and again and never changes. */
record Stuck(String property, int reports, Duration lasting) implements Inquiry {
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
        return Condition.names(entry, property);
    }

    @Override
    public Said hear(Observation seen, Memo memo) {
        Json now = seen.reported(property);
        if (now == null) {
            return Said.nothing(memo);
        }
        @Nullable Json stuck = stuckAt(memo);
        boolean moved = stuck != null && !same(stuck, now);
        return Said.of(moved ? Verdict.FAILS : Verdict.ASK, moved ? Memo.EMPTY : memo);
    }

    @Override
    public Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now) {
        return log.values(device, property, now.minus(lasting), reports * 4).map(values -> {
            if (values.isEmpty()) {
                return Answer.no(null);
            }
            Json newest = values.get(0).value();
            Instant since = values.get(0).at();
            for (CheckLog.Value value : values) {
                if (!same(value.value(), newest)) {
                    return Answer.no(since.plus(lasting));
                }
                since = value.at();
            }
            return values.size() < reports
                    ? Answer.no(now.plus(lasting))
                    : new Answer(
                            true,
                            Evidence.NONE
                                    .with("property", property)
                                    .with("value", newest)
                                    .with("reports", values.size()),
                            null);
        });
    }

    private static @Nullable Json stuckAt(Memo memo) {
        JsonNode value = JsonText.own(memo.evidence().json().text()).get("value");
        return value == null ? null : JsonText.json(value);
    }

    private static boolean same(Json a, Json b) {
        return ValueTest.same(JsonText.own(a.text()), JsonText.own(b.text()));
    }
}
