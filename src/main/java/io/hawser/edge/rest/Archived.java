package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code archivedBefore}: told where something of what was asked for may have been archived. */
record Archived(Optional<Instant> before) {
    /** What is to be told of a span that begins then (null: of all) and of these kinds (none: all). */
    static Future<Archived> since(HistoryStore history, @Nullable Instant from, Set<Kind> kinds) {
        return history.archivedBefore(kinds)
                .map(archived -> new Archived(archived.filter(moment -> from == null || from.isBefore(moment))));
    }

    void write(JsonGenerator out) throws IOException {
        if (before.isPresent()) {
            Resources.time(out, "archivedBefore", before.get());
        }
    }
}
