package io.hawser.storage.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Which backups were restored here: the table {@code restores}. Blocks; fails with {@code UNAVAILABLE}. */
public final class Restores {
    private final PostgresLine postgres;

    public Restores(PostgresLine postgres) {
        this.postgres = postgres;
    }

    /** The epoch that every device has left behind; 0 where nothing was ever restored. */
    public long epochFloor() {
        try (Connection connection = postgres.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(max(epoch_floor), 0) FROM restores")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /** The restore whose files and live store have still to follow what is in PostgreSQL. */
    public Optional<String> unfinished() {
        try (Connection connection = postgres.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM restores WHERE finished_at IS NULL")) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /** All of it is in place. */
    public void finished(String id, Instant at) {
        try (Connection connection = postgres.open();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE restores SET finished_at = ? WHERE id = ?")) {
            update.setObject(1, at.atOffset(ZoneOffset.UTC));
            update.setString(2, id);
            update.executeUpdate();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }
}
