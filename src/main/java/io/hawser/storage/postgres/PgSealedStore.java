package io.hawser.storage.postgres;

import io.hawser.identity.SealedStore;
import io.vertx.core.Future;
import java.util.Optional;

/** Sealed secrets in the table of that name. */
final class PgSealedStore implements SealedStore {
    private static final String FIND = "SELECT sealed FROM sealed_secrets WHERE name = $1";

    private final Database database;

    PgSealedStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Optional<String>> find(String name) {
        return database.lookup(FIND, name)
                .map(rows -> Columns.all(rows, row -> row.getString("sealed")).stream()
                        .findFirst());
    }

    /** A second statement sees what another node has committed meanwhile. */
    @Override
    public Future<String> keep(String name, String sealed) {
        return database.lookup(
                        "INSERT INTO sealed_secrets (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                        name,
                        sealed)
                .compose(done -> find(name))
                .map(kept -> kept.orElseThrow());
    }
}
