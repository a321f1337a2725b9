package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Notice;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;

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
}
