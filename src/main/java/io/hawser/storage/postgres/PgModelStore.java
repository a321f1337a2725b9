package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.model.ModelStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Models in the table {@code models}. */
final class PgModelStore implements ModelStore {
    private static final String ALL = "SELECT name, version, source, changed FROM models";

    /** The version that holds is 0 where there is none, or it was taken back. */
    private static final String EXPECTED = " WHERE $4::bigint IS NULL OR $4 ="
            + " coalesce((SELECT CASE WHEN source IS NULL THEN 0 ELSE version END FROM models WHERE name = $1), 0)";

    private static final String PUT =
            "INSERT INTO models (name, version, source, changed) SELECT $1, 1, $2, $3" + EXPECTED
                    + " ON CONFLICT (name) DO UPDATE SET version = models.version + 1, source = excluded.source, changed = excluded.changed"
                    + " RETURNING name, version, source, changed";

    private static final String TAKE_BACK = "UPDATE models SET version = version + 1, source = NULL, changed = $2"
            + " WHERE name = $1 AND source IS NOT NULL AND ($3::bigint IS NULL OR version = $3)"
            + " RETURNING name, version, source, changed";

    private final Database database;

    PgModelStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Stored>> all() {
        return database.lookup(ALL).map(rows -> Columns.all(rows, PgModelStore::stored));
    }

    @Override
    public Future<Optional<Stored>> find(String name) {
        return database.lookup(ALL + " WHERE name = $1", name).map(rows -> Columns.first(rows, PgModelStore::stored));
    }

    @Override
    public Future<Stored> put(String name, String source, @Nullable Long expected, Instant now, AuditEntry audit) {
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        statements -> statements
                                // Of two who change it at the same time the second waits, and sees what the first made
                                // of it.
                                .run("SELECT pg_advisory_xact_lock(hashtext('models'), hashtext($1))", name)
                                .compose(locked -> statements.run(
                                        PUT, name, Columns.text("source", source), Columns.time(now), expected))))
                .map(rows -> Columns.first(rows, PgModelStore::stored).orElseThrow(PgModelStore::movedOn));
    }

    @Override
    public Future<Stored> takeBack(String name, @Nullable Long expected, Instant now, AuditEntry audit) {
        return PgAuditStore.change(database, audit, TAKE_BACK, name, Columns.time(now), expected)
                .compose(rows -> Columns.first(rows, PgModelStore::stored)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> find(name).map(found -> {
                            throw found.map(Stored::source).isPresent() ? movedOn() : Failure.notFound("model");
                        })));
    }

    private static Failure movedOn() {
        return Failure.of(ErrorCode.PRECONDITION_FAILED, "Somebody else has changed the model.");
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.getString("name"),
                row.getLong("version"),
                row.getString("source"),
                Columns.instant(row, "changed"));
    }
}
