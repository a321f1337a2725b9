package io.hawser.archive;

import io.hawser.domain.Kind;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was taken out of the kept log in one go: the rows of one kind of one UTC day of storing.
 *
 * @param part 0, and one more for each time that rows of the day came later
 * @param rows how many are in the file
 * @param repeated how many were in the file of an earlier part already, and are not in this one
 * @param bytes the size of the file
 * @param file its path within the archive; empty when there is none, since all rows were repeated
 * @param sha256 of the file, in hex; null without one, and for files from before it was noted
 */
public record Receipt(
        LocalDate day,
        Kind kind,
        int part,
        long rows,
        long repeated,
        long bytes,
        Optional<String> file,
        @Nullable String sha256) {}
