package io.hawser.storage.archive;

import java.nio.file.Path;

/** Hears how far the archiving of a day is; for tests that break it there. */
@FunctionalInterface
interface Steps {
    /** Nobody listens. */
    Steps UNHEARD = (step, file) -> {};

    /** In their order; those from {@code WRITTEN} to {@code READ_BACK} once for each kind. */
    enum Step {
        LOCKED,
        STAGED,
        WRITTEN,
        VERIFIED,
        MOVED,
        READ_BACK,
        RECORDED,
        TAKEN_OUT,
        COMMITTED
    }

    /** @param file what the step was about: the working folder, or the file that is or was made in it */
    void reached(Step step, Path file);
}
