package io.hawser.hostile;

import io.hawser.identity.SealedStore;
import io.hawser.testing.TestHub;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a hub has sealed, as it lies in its PostgreSQL. */
final class DumpedSecrets implements SealedStore {
    private final TestHub hub;

    DumpedSecrets(TestHub hub) {
        this.hub = hub;
    }

    @Override
    public Future<Optional<String>> find(String name) {
        try (Connection connection = hub.postgres();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT sealed FROM sealed_secrets WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return Future.succeededFuture(row.next() ? Optional.of(row.getString(1)) : Optional.empty());
            }
        } catch (SQLException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<String> keep(String name, String sealed) {
        return Future.failedFuture("nothing is kept here: " + name);
    }
}
