package io.hawser.archive;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Archives, a day after the other, what is due. Blocks: for a worker. */
public final class Archiver {
    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

    private final ArchiveStore store;
    private final Clock clock;

    public Archiver(ArchiveStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Archives what the retention asks for now.
     *
     * @param told hears each day's receipts once they count
     * @throws Failure {@code VERSION_CONFLICT} while another run is on, and as {@link ArchiveStore} has it; the days before the
     *     one that failed are archived, it and those after it are as they were
     */
    public void byRetention(Retention retention, Consumer<List<Receipt>> told) {
        run(Horizon.of(retention, clock.instant()), told);
    }

    /** Archives every finished day before the given one, whatever the retention; fails as {@link #byRetention}, and with {@code BAD_VALUE}. */
    public void before(LocalDate day, Consumer<List<Receipt>> told) {
        if (day.isAfter(today())) {
            throw Failure.invalid(
                    "before", "must not be after today, " + today() + " UTC: only finished days are archived");
        }
        run(Horizon.before(day), told);
    }

    private void run(Horizon horizon, Consumer<List<Receipt>> told) {
        ArchiveStore.Run run = store.begin()
                .orElseThrow(() -> Failure.of(ErrorCode.VERSION_CONFLICT, "Another run of the archive is on."));
        try (run) {
            for (LocalDate day : run.days()) {
                Set<Kind> due = horizon.due(day);
                if (day.isBefore(today()) && !due.isEmpty()) {
                    told.accept(archive(run, day, due));
                }
            }
        }
    }

    private static List<Receipt> archive(ArchiveStore.Run run, LocalDate day, Set<Kind> due) {
        long begun = System.nanoTime();
        List<Receipt> receipts = run.archive(day, due);
        if (!receipts.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("day", day)
                    .addKeyValue(
                            "rows", receipts.stream().mapToLong(Receipt::rows).sum())
                    .addKeyValue(
                            "bytes", receipts.stream().mapToLong(Receipt::bytes).sum())
                    .addKeyValue(
                            "files",
                            receipts.stream()
                                    .filter(receipt -> receipt.file().isPresent())
                                    .count())
                    .addKeyValue("ms", (System.nanoTime() - begun) / 1_000_000)
                    .log("day archived");
        }
        return receipts;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
