package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL. Under nobody's care, what ends it is final until {@link #again}. */
public final class Postgres implements AutoCloseable {
    private static final int FILES = 16;
    /** As long as PostgreSQL's own tools wait for its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

    private final EmbeddedPostgres store;

    /** @param cared whether it is started again should it end */
    Postgres(Path folder, Path programs, boolean cared) {
        store = EmbeddedPostgres.start(folder, programs, "ordeal");
        if (!cared) {
            store.leave();
        }
    }

    /** Where it serves; the same after {@link #again}. */
    public String url() {
        return store.url();
    }

    /** SIGQUIT to its main process: the immediate stop, as after a power cut. */
    public void stopImmediately() {
        Stores.signal("PostgreSQL", "QUIT", store.processes());
        Stores.gone("PostgreSQL", store::processes, PATIENCE);
    }

    /** SIGINT: the fast stop, which writes what is begun and cuts clients off. */
    public void stop() {
        Stores.signal("PostgreSQL", "INT", store.processes());
        Stores.gone("PostgreSQL", store::processes, PATIENCE);
    }

    /** When its present run began, also where only its processes were started anew; fails with {@link BenchFailure}. */
    public Instant begun() {
        try (Connection connection = KeptLog.connect(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT backend_start FROM pg_stat_activity WHERE backend_type = 'checkpointer'")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        } catch (SQLException e) {
            throw new BenchFailure("PostgreSQL does not say when it began: " + e.getMessage());
        }
    }

    /**
     * Makes it begin new files of its log of writes, each of 16 MiB, beyond those that it keeps for later; that it breaks off where its
     * disk has no room is no failure of this.
     */
    public void turnLog() {
        try (Connection connection = KeptLog.connect(url());
                Statement statement = connection.createStatement()) {
            for (int file = 0; file < FILES; file++) {
                statement.execute("SELECT pg_logical_emit_message(true, 'turn', 'the last of a file')");
                statement.execute("SELECT pg_switch_wal()");
            }
        } catch (SQLException e) {
            LOG.debug("PostgreSQL: {}", e.getMessage());
        }
    }

    /** Starts it at the same place with its data. */
    public void again() {
        store.again();
        store.leave();
    }

    @Override
    public void close() {
        store.close();
    }
}
