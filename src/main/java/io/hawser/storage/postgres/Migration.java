package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings the database to the shape that this version of the hub needs. Blocks: for a worker. Nodes may do it at once. */
final class Migration {
    private final PostgresAddress address;
    private final Duration connect;

    Migration(PostgresAddress address, Duration connect) {
        this.address = address;
        this.connect = connect;
    }

    /** Fails with one line for a person: a {@link Failure} with {@code UNAVAILABLE}. */
    void run() {
        checkVersion();
        try {
            Flyway.configure(Migration.class.getClassLoader())
                    .dataSource(source())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        } catch (SQLException | FlywayException e) {
            throw Failure.unavailable(
                    "PostgreSQL at " + address + " can't be brought to this version's shape: " + PostgresLine.line(e));
        }
    }

    private void checkVersion() {
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), address.properties(connect))) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < PostgresProbe.OLDEST) {
                throw Failure.unavailable("PostgreSQL at " + address + " is version " + version + ", and the hub needs "
                        + PostgresProbe.OLDEST + " or newer.");
            }
        } catch (SQLException e) {
            throw Failure.unavailable("PostgreSQL at " + address + " can't be reached: " + PostgresLine.line(e));
        }
    }

    private PGSimpleDataSource source() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl());
        Properties properties = address.properties(connect);
        for (String name : properties.stringPropertyNames()) {
            source.setProperty(name, properties.getProperty(name));
        }
        return source;
    }
}
