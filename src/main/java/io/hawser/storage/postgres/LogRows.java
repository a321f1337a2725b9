package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/** Rows of {@code device_log} as entries. */
final class LogRows {
    /** What is to be selected of an entry. */
    static final String COLUMNS = "device, epoch, revision, kind, at, actor::text AS actor, cause, body::text AS body";

    private LogRows() {}

    static Change change(Row row) {
        DeviceId device = new DeviceId(row.getString("device"));
        long epoch = row.getLong("epoch");
        long revision = row.getLong("revision");
        String cause = row.getString("cause");
        return new Change(
                device,
                epoch,
                revision,
                Instant.ofEpochMilli(row.getLong("at")),
                ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor")))),
                cause == null ? Cause.own(device, epoch, revision) : new Cause(cause),
                EntryJson.read(
                        Words.constant(Kind.class, row.getString("kind")),
                        JsonText.own(JsonNul.json(row.getString("body")))));
    }
}
