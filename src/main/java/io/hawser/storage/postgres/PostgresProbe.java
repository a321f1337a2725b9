package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Properties;

/** A look at a PostgreSQL from outside, for who sets one up: nothing is written. */
public final class PostgresProbe {
    private static final String ASK =
            "SELECT current_setting('server_version'), current_setting('max_connections')::int, now(),"
                    + " has_schema_privilege(current_schema(), 'CREATE')";

    /** The oldest that its makers still mend. */
    public static final int OLDEST = 14;

    private PostgresProbe() {}

    /**
     * What it says of itself.
     *
     * @param version in its own words, {@code major} its first number
     * @param connections how many it lets in altogether
     * @param mayCreate whether the hub's user may make its tables
     */
    public record Found(String version, int major, int connections, Instant clock, boolean mayCreate) {
        /** Whether the hub can't use it. */
        public boolean isTooOld() {
            return major < OLDEST;
        }
    }

    /** Asks; blocks for at most some seconds. Fails with one line for a person, without the password. */
    public static Found look(PostgresSettings settings) {
        PostgresAddress address = PostgresAddress.of(settings.url());
        Properties properties = address.properties(settings.connect());
        properties.setProperty("socketTimeout", properties.getProperty("connectTimeout"));
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ASK)) {
            row.next();
            return new Found(
                    row.getString(1),
                    connection.getMetaData().getDatabaseMajorVersion(),
                    row.getInt(2),
                    row.getTimestamp(3).toInstant(),
                    row.getBoolean(4));
        } catch (SQLException e) {
            throw Failure.unavailable("PostgreSQL at " + address + " can't be used: " + PostgresLine.line(e));
        }
    }
}
