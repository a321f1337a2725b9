package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads entries as checks see them. Which number a property had before is remembered of the devices that spoke last; of others it is
 * learnt with their next entry. Safe for use by any thread; entries of one device come one after the other.
 */
final class Observations {
    private static final int DEVICES = 20_000;

    private final Cache<DeviceId, Map<String, Observation.Sample>> samples =
            Caffeine.newBuilder().maximumSize(DEVICES).build();

    /** An entry with what is known of the numbers that it follows. */
    Observation read(Kept kept, Subject subject) {
        JsonNode body = JsonText.own(kept.body().text());
        Actor by = ActorJson.read(JsonText.own(kept.by().text()));
        Entry entry = EntryJson.read(kept.kind(), body);
        String cause = kept.cause();
        Map<String, Observation.Sample> known = new HashMap<>();
        if (entry instanceof Entry.StateEntry state && subject.needsPrevious()) {
            samples.get(kept.device(), none -> Map.of()).forEach((property, sample) -> {
                // The same entries may come again: none is its own past, or that of one before it.
                if (sample.isBefore(kept.epoch(), kept.revision())) {
                    known.put(property, sample);
                }
            });
            learn(kept, state, subject);
        }
        return new Observation(
                kept.device(),
                kept.epoch(),
                kept.revision(),
                kept.at(),
                kept.stored(),
                by,
                cause == null ? Cause.own(kept.device(), kept.epoch(), kept.revision()) : new Cause(cause),
                entry,
                known,
                body.path("fill").asInt(),
                Duration.ofMillis(body.path("ahead").asLong()),
                body.path("booted").asBoolean());
    }

    private void learn(Kept kept, Entry.StateEntry state, Subject subject) {
        Map<String, Observation.Sample> next = new HashMap<>(samples.get(kept.device(), none -> Map.of()));
        subject.needed().forEach(property -> {
            Json reported = state.set().get(property);
            Observation.Sample before = next.get(property);
            if (reported != null && (before == null || before.isBefore(kept.epoch(), kept.revision()))) {
                JsonNode value = JsonText.own(reported.text());
                if (value.isNumber()) {
                    Cursor entry = new Cursor(kept.epoch(), kept.revision());
                    next.put(property, new Observation.Sample(value.doubleValue(), kept.at(), entry));
                }
            }
        });
        samples.put(kept.device(), Map.copyOf(next));
    }
}
