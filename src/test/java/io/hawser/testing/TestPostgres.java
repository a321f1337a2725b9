package io.hawser.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A fresh, empty database for each test class, on one real PostgreSQL for the JVM that starts with the first class that asks.
 *
 * <pre>{@code @RegisterExtension static final TestPostgres POSTGRES = new TestPostgres();}</pre>
 */
public final class TestPostgres implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private @Nullable EmbeddedPostgres server;
    private String database = "";

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        EmbeddedPostgres running = context.getRoot()
                .getStore(Namespace.create(TestPostgres.class))
                .getOrComputeIfAbsent("server", key -> new Server(), Server.class)
                .postgres;
        server = running;
        database = "test_" + NUMBER.incrementAndGet();
        administer("CREATE DATABASE " + database);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        administer("DROP DATABASE " + database + " WITH (FORCE)");
    }

    /** Where the class's database is. */
    public String url() {
        return "postgresql://postgres@localhost:" + running().getPort() + "/" + database;
    }

    /** A plain connection, for a look that goes by nothing under test. The caller closes it. */
    public Connection connection() throws SQLException {
        return running().getDatabase("postgres", database).getConnection();
    }

    /** Runs statements, for arranging what no port arranges. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void administer(String sql) throws SQLException {
        try (Connection connection = running().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private EmbeddedPostgres running() {
        if (server == null) {
            throw new IllegalStateException("only within a test class");
        }
        return server;
    }

    /** Closed by JUnit after the last class. */
    private static final class Server implements AutoCloseable {
        final EmbeddedPostgres postgres;

        Server() {
            try {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        // What a power cut would take is no matter here; waiting for the disk at each change of a table
                        // is.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }
}
