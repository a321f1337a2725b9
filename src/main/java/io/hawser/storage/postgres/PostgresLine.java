package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** Connections by JDBC, for work that reads much at a time and may block. Safe for use by any thread. */
public final class PostgresLine {
    private final PostgresAddress address;
    private final Duration connect;

    /** @throws IllegalArgumentException when the settings' URL is none */
    public PostgresLine(PostgresSettings settings) {
        address = PostgresAddress.of(settings.url());
        connect = settings.connect();
    }

    /** Another connection, the caller's to close. Blocks; fails with {@code UNAVAILABLE} in one line for a person. */
    public Connection open() {
        try {
            return DriverManager.getConnection(address.jdbcUrl(), address.properties(connect));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What a statement's exception means when PostgreSQL is away: {@code UNAVAILABLE}, in one line for a person. */
    public Failure failure(SQLException e) {
        return Failure.unavailable("PostgreSQL at " + address + " can't be used: " + line(e));
    }

    /** What went wrong, in one line. */
    public static String line(Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
