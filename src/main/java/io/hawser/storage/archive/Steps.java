package io.hawser.storage.archive;

import java.nio.file.Path;

/** Hears how far the archiving of a day is; for tests that break it there. */
@FunctionalInterface
interface Steps {
    /** Nobody listens. */
    Steps UNHEARD = (step, file) -> {};

    /** In their order; those from {@code WRITTEN} to {@code MOVED} once for each kind. */
    enum Step {
        LOCKED,
        STAGED,
        WRITTEN,
        VERIFIED,
        MOVED,
        RECORDED,
        TAKEN_OUT,
        COMMITTED
    }

    /** @param file what the step was about: the partition's working folder, or a file of it */
    void reached(Step step, Path file);
}
