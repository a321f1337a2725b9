package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Notice;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Notices as rows of {@code notices}. */
final class PgNotices {
    private static final String SAVE =
            "INSERT INTO notices (id, made, source, device, space, severity, title, body, audience, people, cause, drill)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7::text::json, $8::text::json, $9, $10, $11, $12)"
                    + " ON CONFLICT (id) DO NOTHING";

    private PgNotices() {}

    /** Stores one within somebody's transaction; nothing when one of its id is there. */
    static Future<Void> save(Database.Statements statements, Notice notice) {
        DeviceId device = notice.device();
        SpaceId space = notice.space();
        Cause cause = notice.cause();
        return statements
                .run(
                        SAVE,
                        notice.id(),
                        Columns.time(notice.made()),
                        notice.source(),
                        device == null ? null : device.value(),
                        space == null ? null : space.value(),
                        Words.lower(notice.severity()),
                        JsonNul.kept(JsonText.json(notice.title()).text()),
                        JsonNul.kept(JsonText.json(notice.body()).text()),
                        Words.lower(notice.audience()),
                        notice.people().stream().map(UserId::value).toArray(String[]::new),
                        cause == null ? null : cause.value(),
                        notice.drill())
                .mapEmpty();
    }

    /** A row of the table, with its texts as {@code titles} and {@code bodies}. */
    static Notice notice(Row row) {
        String device = row.getString("device");
        String space = row.getString("space");
        String cause = row.getString("cause");
        return new Notice(
                row.getString("id"),
                Columns.instant(row, "made"),
                row.getString("source"),
                device == null ? null : new DeviceId(device),
                space == null ? null : new SpaceId(space),
                Words.constant(Severity.class, row.getString("severity")),
                PgAlerts.text(row.getString("titles")),
                PgAlerts.text(row.getString("bodies")),
                Words.constant(Notice.Audience.class, row.getString("audience")),
                Stream.of(row.getArrayOfStrings("people")).map(UserId::new).collect(Collectors.toSet()),
                cause == null ? null : new Cause(cause),
                row.getBoolean("drill"));
    }
}
