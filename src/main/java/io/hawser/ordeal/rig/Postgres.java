package io.hawser.ordeal.rig;

import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Processes;
import io.hawser.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL under nobody's care: what ends it is final until {@link #again}. */
public final class Postgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedPostgres store;

    Postgres(Lab lab, Path programs) {
        store = EmbeddedPostgres.start(lab.fresh("postgres"), programs, "ordeal");
        store.leave();
    }

    /** Where it serves; the same after {@link #again}. */
    public String url() {
        return store.url();
    }

    /** SIGQUIT to its main process: the immediate stop, as after a power cut. */
    public void stopImmediately() {
        Processes.signal("QUIT", Processes.pids(store.processes()));
        Stores.gone("PostgreSQL", store::processes, PATIENCE);
    }

    /** SIGINT: the fast stop, which writes what is begun and cuts clients off. */
    public void stop() {
        Processes.signal("INT", Processes.pids(store.processes()));
        Stores.gone("PostgreSQL", store::processes, PATIENCE);
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
