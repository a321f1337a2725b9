package io.hawser.archive;

import io.hawser.domain.Kind;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kept log and the archive that its days go to. All of it blocks: for a worker. Fails with {@link ArchiveFailure} or, when
 * PostgreSQL is away, with a {@link io.hawser.domain.Failure} with {@code UNAVAILABLE}; then what it was about to take out is
 * still in the log, all of it.
 */
public interface ArchiveStore {
    /** Takes the archive for one run; empty while another run has it, be it on this node or on another. */
    Optional<Run> begin();

    /** The archive as long as it is held. One thread at a time. */
    interface Run extends AutoCloseable {
        /** The UTC days of which the log has a partition, the oldest first. */
        List<LocalDate> days();

        /**
         * Writes the day's rows of these kinds to files, verifies the files, and takes the rows out of the log in the same
         * transaction that records the receipts. A day of which nothing is left then loses its partition.
         *
         * @return a receipt for each kind of which there were rows
         */
        List<Receipt> archive(LocalDate day, Set<Kind> kinds);

        /** Lets go of the archive. */
        @Override
        void close();
    }
}
