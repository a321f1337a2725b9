package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Notice;
import io.hawser.sharing.SharingNotices;
import io.vertx.core.Future;
import java.util.List;

/** Stores what people are told later of sharing, in the transaction of what it tells of. */
final class PgSharingNotices {
    private PgSharingNotices() {}

    /** What the entry has to tell, if anything. */
    static Future<Void> tell(Database.Statements statements, AuditEntry entry) {
        if (!SharingNotices.mayTell(entry)) {
            return Future.succeededFuture();
        }
        DeviceId device = entry.device();
        return statements
                .run("SELECT name FROM devices WHERE id = $1", device == null ? null : device.value())
                .compose(rows -> SharingNotices.of(
                                entry,
                                Columns.first(rows, row -> row.getString("name"))
                                        .orElse(null))
                        .map(notice -> PgNotices.save(statements, notice))
                        .orElseGet(Future::succeededFuture));
    }

    /** These, one after the other. */
    static Future<Void> save(Database.Statements statements, List<Notice> notices) {
        Future<Void> saved = Future.succeededFuture();
        for (Notice notice : notices) {
            saved = saved.compose(before -> PgNotices.save(statements, notice));
        }
        return saved;
    }
}
