package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MetricsTest {
    /** Held here: a meter does not keep what it watches from being collected. */
    private final Outbox outbox = new Refusing();

    @Test
    void countsWhatCouldNotBeReadFromTheOutbox() {
        try (Metrics metrics = new Metrics()) {
            metrics.watch(outbox);

            assertThat(metrics.registry().scrape()).contains("hawser_outbox_refused_total 3.0");
        }
    }

    private static final class Refusing implements Outbox {
        @Override
        public Future<Drained> drain(int most, Function<List<Kept>, Future<Void>> keep) {
            return Future.succeededFuture(Drained.NOTHING);
        }

        @Override
        public Future<Backlog> backlog() {
            return Future.succeededFuture(new Backlog(0, Duration.ZERO));
        }

        @Override
        public long refused() {
            return 3;
        }
    }
}
