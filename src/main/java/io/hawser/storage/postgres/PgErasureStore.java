package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.hawser.identity.ErasureStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code erasures}. */
final class PgErasureStore implements ErasureStore {
    private static final int DEVICES = 100;

    private final Database database;

    PgErasureStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Erased>> pending() {
        return database.lookup("SELECT person, erased_at FROM erasures WHERE done_at IS NULL ORDER BY erased_at")
                .map(rows -> Columns.all(
                        rows,
                        row -> new Erased(new UserId(row.getString("person")), Columns.instant(row, "erased_at"))));
    }

    @Override
    public Future<Void> done(UserId person, Instant at) {
        return database.lookup("UPDATE erasures SET done_at = $2 WHERE person = $1", person.value(), Columns.time(at))
                .mapEmpty();
    }

    @Override
    public Future<List<DeviceId>> devices(@Nullable DeviceId after) {
        return database.lookup(
                        "SELECT id FROM devices WHERE id > $1 ORDER BY id LIMIT $2",
                        after == null ? "" : after.value(),
                        DEVICES)
                .map(rows -> Columns.all(rows, row -> new DeviceId(row.getString("id"))));
    }
}
