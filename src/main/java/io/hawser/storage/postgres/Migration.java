package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
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
        to(MigrationVersion.LATEST);
    }

    /** The same up to this version of the shape and no further. */
    void run(int version) {
        to(MigrationVersion.fromVersion(String.valueOf(version)));
    }

    /** The newest shape that this program knows, and the one that the database has, 0 for none; fails as {@link #run()} does. */
    Shape shape() {
        checkVersion();
        try {
            MigrationInfoService known = flyway(MigrationVersion.LATEST).info();
            MigrationInfo present = known.current();
            int newest = 0;
            for (MigrationInfo each : known.all()) {
                newest = Math.max(newest, each.getState() == MigrationState.FUTURE_SUCCESS ? 0 : number(each));
            }
            return new Shape(newest, present == null ? 0 : number(present));
        } catch (SQLException | FlywayException e) {
            throw Failure.unavailable("PostgreSQL at " + address + " can't be read: " + PostgresLine.line(e));
        }
    }

    /** Two versions of the shape, as the migrations are numbered. */
    record Shape(int newest, int present) {}

    private static int number(MigrationInfo migration) {
        return migration.getVersion() == null
                ? 0
                : Integer.parseInt(migration.getVersion().getVersion());
    }

    private Flyway flyway(MigrationVersion target) throws SQLException {
        return Flyway.configure(Migration.class.getClassLoader())
                .dataSource(source())
                .locations("classpath:db/migration")
                .target(target)
                .load();
    }

    private void to(MigrationVersion target) {
        checkVersion();
        try {
            flyway(target).migrate();
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
