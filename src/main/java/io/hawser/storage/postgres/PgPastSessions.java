package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.protocol.JsonText;
import io.hawser.session.PastSessions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The presence entries of {@code device_log} that end a session have all of it in {@code body.ended}. */
final class PgPastSessions implements PastSessions {
    private static final String ENDED = "SELECT device, at, (body -> 'ended')::text AS ended FROM device_log"
            + " WHERE kind = 'presence' AND kind <> 'state' AND (body -> 'ended' ->> 'session') ";

    private final Database database;

    PgPastSessions(Database database) {
        this.database = database;
    }

    @Override
    public Future<Optional<SessionView>> find(SessionId session) {
        return database.lookup(ENDED + "= $1 LIMIT 1", session.value())
                .map(rows -> Columns.first(rows, PgPastSessions::view));
    }

    @Override
    public Future<List<SessionView>> of(Collection<DeviceId> devices, int most) {
        if (devices.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        String[] ids = devices.stream().map(DeviceId::value).toArray(String[]::new);
        return database.lookup(ENDED + "IS NOT NULL AND device = ANY($1) ORDER BY at DESC LIMIT $2", ids, most)
                .map(rows -> {
                    List<SessionView> views = new ArrayList<>();
                    rows.forEach(row -> views.add(view(row)));
                    return views;
                });
    }

    private static SessionView view(Row row) {
        JsonNode ended = JsonText.own(JsonNul.json(row.getString("ended")));
        return new SessionView(
                new SessionId(ended.path("session").asText()),
                SessionKind.DEVICE,
                new DeviceId(row.getString("device")),
                null,
                SessionState.ENDED,
                EndReason.valueOf(ended.path("reason").asText()),
                Instant.ofEpochMilli(ended.path("created").asLong()),
                Instant.ofEpochMilli(ended.path("seen").asLong()),
                Instant.ofEpochMilli(row.getLong("at")),
                text(ended, "address"),
                text(ended, "client"),
                text(ended, "node"),
                new Counts(
                        ended.path("reports").asLong(),
                        ended.path("commands").asLong(),
                        ended.path("reconnects").asLong(),
                        ended.path("received").asLong(),
                        ended.path("sent").asLong()),
                null);
    }

    private static @Nullable String text(JsonNode ended, String field) {
        String text = ended.path(field).asText();
        return text.isEmpty() ? null : text;
    }
}
