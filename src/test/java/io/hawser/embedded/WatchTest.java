package io.hawser.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testing.ManualNanos;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try")
class WatchTest {
    private static final int STARTS = 12;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final ManualNanos nanos = new ManualNanos();
    private final AtomicReference<List<ProcessHandle>> store = new AtomicReference<>(List.of());
    private final AtomicInteger starts = new AtomicInteger();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    @Test
    void waitsLongerAndLongerForWhatDoesNotStart() throws Exception {
        live();
        try (Watch ignored = new Watch("store", store::get, this::refuse, pauses::add, nanos)) {
            kill();
            over.get(30, TimeUnit.SECONDS);
        }

        assertThat(pauses)
                .hasSize(STARTS)
                .isSorted()
                .startsWith(Duration.ofMillis(100))
                .endsWith(Duration.ofSeconds(30));
    }

    @Test
    void waitsLongerAndLongerForWhatStartsAndDies() throws Exception {
        live();
        try (Watch ignored = new Watch("store", store::get, this::startAndDie, pauses::add, nanos)) {
            kill();
            over.get(30, TimeUnit.SECONDS);
        }

        assertThat(pauses)
                .hasSize(STARTS)
                .isSorted()
                .startsWith(Duration.ofMillis(100))
                .endsWith(Duration.ofSeconds(30));
    }

    @Test
    void startsAtOnceWhatHadLivedForLong() throws Exception {
        live();
        try (Watch ignored = new Watch("store", store::get, this::startWell, pauses::add, nanos)) {
            nanos.pass(Duration.ofMinutes(1));
            kill();
            over.get(30, TimeUnit.SECONDS);
        }

        assertThat(pauses).isEmpty();
    }

    private void refuse() throws IOException {
        if (starts.incrementAndGet() < STARTS) {
            throw new IOException("no room");
        }
        live();
        over.complete(null);
    }

    /** What it starts is dead already when its end is waited for. */
    private void startAndDie() throws IOException {
        if (starts.incrementAndGet() < STARTS) {
            live();
            kill();
        } else {
            live();
            over.complete(null);
        }
    }

    private void startWell() throws IOException {
        live();
        over.complete(null);
    }

    private void live() throws IOException {
        store.set(List.of(new ProcessBuilder("sleep", "60").start().toHandle()));
    }

    @AfterEach
    void kill() {
        store.getAndSet(List.of()).forEach(ProcessHandle::destroyForcibly);
    }
}
