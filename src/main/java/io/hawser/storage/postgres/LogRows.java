package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Kind;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rows of {@code device_log} as entries. */
final class LogRows {
    /** What is to be selected of an entry. The log has ids; people are called as they are now, and by nothing once they are erased. */
    static final String COLUMNS = "device, epoch, revision, kind, at, actor::text AS actor, cause, body::text AS body,"
            + " (SELECT name FROM users WHERE users.id = device_log.actor->>'user') AS actor_name,"
            + " CASE WHEN kind = 'share' THEN (SELECT name FROM users WHERE users.id = device_log.body->>'user') END"
            + " AS person_name";

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
                named(ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor")))), row.getString("actor_name")),
                cause == null ? Cause.own(device, epoch, revision) : new Cause(cause),
                named(
                        EntryJson.read(
                                Words.constant(Kind.class, row.getString("kind")),
                                JsonText.own(JsonNul.json(row.getString("body")))),
                        row.getString("person_name")));
    }

    private static Actor named(Actor actor, @Nullable String name) {
        return actor instanceof Actor.ByUser by ? by.named(name == null ? "" : name) : actor;
    }

    private static Entry named(Entry entry, @Nullable String name) {
        return entry instanceof Entry.ShareEntry share ? new Entry.ShareEntry(share.user(), name, share.role()) : entry;
    }
}
