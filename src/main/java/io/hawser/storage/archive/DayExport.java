package io.hawser.storage.archive;

import io.hawser.archive.ArchiveFailure;
import io.hawser.archive.Receipt;
import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import io.hawser.storage.archive.Steps.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes days out of the kept log, each in one transaction. Whoever runs it holds the archive. What counts is the transaction: until
 * it is committed the rows are in the log and the files are nothing, from then on the files have receipts and the rows are gone.
 */
final class DayExport {
    private final Connection postgres;
    private final ArchiveFiles files;
    private final Receipts receipts;
    private final Clock clock;
    private final Steps steps;

    /** @param postgres without automatic commits */
    DayExport(Connection postgres, ArchiveFiles files, Clock clock, Steps steps) {
        this.postgres = postgres;
        this.files = files;
        this.clock = clock;
        this.steps = steps;
        receipts = new Receipts(postgres);
    }

    /** All or nothing of the day's rows of these kinds; a receipt for each kind that there is. */
    List<Receipt> take(LocalDate day, Set<Kind> kinds) throws SQLException, IOException {
        Path work = files.work();
        Partition partition = new Partition(postgres, day);
        partition.lock();
        steps.reached(Step.LOCKED, work);
        Map<String, Sum> sums = partition.sums();
        Set<Kind> here = EnumSet.noneOf(Kind.class);
        kinds.stream().filter(kind -> sums.containsKey(Words.lower(kind))).forEach(here::add);
        List<Receipt> taken = here.isEmpty() ? new ArrayList<>() : written(day, here, partition, sums, work);
        steps.reached(Step.RECORDED, work);
        if (!here.isEmpty()) {
            partition.fold(here);
            if (here.contains(Kind.STATE) || here.contains(Kind.PRESENCE)) {
                partition.forgetSnapshots();
            }
        }
        if (here.size() == sums.size()) {
            partition.drop();
        } else if (!here.isEmpty()) {
            partition.delete(here);
        }
        steps.reached(Step.TAKEN_OUT, work);
        postgres.commit();
        steps.reached(Step.COMMITTED, work);
        return taken;
    }

    private List<Receipt> written(LocalDate day, Set<Kind> kinds, Partition partition, Map<String, Sum> sums, Path work)
            throws SQLException, IOException {
        List<Receipt> taken = new ArrayList<>();
        try (Stage stage = Stage.open(work)) {
            partition.copy(kinds, stage);
            steps.reached(Step.STAGED, work);
            for (Kind kind : kinds) {
                Sum kept = sums.getOrDefault(Words.lower(kind), Sum.NOTHING);
                Receipt receipt = file(day, kind, kept, stage, work.resolve(Words.lower(kind) + ".parquet"));
                receipts.add(receipt, kept.checksum(), clock.instant());
                taken.add(receipt);
            }
        }
        return taken;
    }

    private Receipt file(LocalDate day, Kind kind, Sum kept, Stage stage, Path file) throws SQLException, IOException {
        List<Receipt> before = receipts.of(day, kind);
        int part = before.size();
        long rows;
        try (Copies earlier = files.copies(before, () -> {})) {
            rows = stage.write(kind, earlier.files(), file);
            steps.reached(Step.WRITTEN, file);
            Sum read = stage.written(kind, rows > 0 ? List.of(file) : List.of(), earlier.files());
            if (!read.equals(kept)) {
                throw new ArchiveFailure("What was written of " + Words.lower(kind) + " of " + day
                        + " is not what PostgreSQL has: " + read + " in files, " + kept + " in the log.");
            }
        }
        steps.reached(Step.VERIFIED, file);
        if (rows == 0) {
            return new Receipt(day, kind, part, 0, kept.rows(), 0, Optional.empty(), null);
        }
        Print print = Print.of(file);
        String name = files.name(day, kind, part, print);
        files.put(file, name, print);
        steps.reached(Step.MOVED, file);
        files.verify(name, print);
        steps.reached(Step.READ_BACK, file);
        return new Receipt(day, kind, part, rows, kept.rows() - rows, print.bytes(), Optional.of(name), print.sha256());
    }
}
