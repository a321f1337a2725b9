package io.hawser.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.archive.ArchiveFailure;
import io.hawser.archive.ArchiveStore;
import io.hawser.archive.Archiver;
import io.hawser.archive.Receipt;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.storage.archive.Steps.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds wherever an archive's files are. */
abstract class ArchiveContract extends ArchiveUnderTest {
    @ParameterizedTest
    @EnumSource(Step.class)
    void neitherLosesNorDoublesARowWhereverItIsBrokenOff(Step breaking) throws Exception {
        keep(
                kept(1, "2026-01-10T01:00:00Z", set("a", "1")),
                kept(2, "2026-01-10T02:00:00Z", event("{}")),
                kept(3, "2026-01-11T03:00:00Z", set("a", "2")));
        Archiver broken = new Archiver(
                archive((step, file) -> {
                    if (step == breaking) {
                        throw new IllegalStateException("broken off");
                    }
                }),
                clock);

        assertThatThrownBy(() -> broken.before(MARCH, receipts -> {})).isInstanceOf(IllegalStateException.class);

        assertThat(revisions()).containsExactly("1", "2", "3");
        archiveBefore(MARCH);
        assertThat(revisions()).containsExactly("1", "2", "3");
        assertThat(number("SELECT count(*) FROM hot")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"COMMITTED"},
            mode = EnumSource.Mode.EXCLUDE)
    void leavesADayWhoseConnectionIsCutAsItWas(Step breaking) throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")), kept(2, "2026-01-10T02:00:00Z", event("{}")));
        Archiver broken = new Archiver(
                archive((step, file) -> {
                    if (step == breaking) {
                        cutOff();
                    }
                }),
                clock);

        assertThatThrownBy(() -> broken.before(MARCH, receipts -> {})).isInstanceOf(ArchiveFailure.class);

        assertThat(number("SELECT count(*) FROM hot")).isEqualTo(2);
        assertThat(revisions()).containsExactly("1", "2");
        archiveBefore(MARCH);
        assertThat(revisions()).containsExactly("1", "2");
    }

    @Test
    void letsOneRunInAtATime() {
        ArchiveStore.Run first = archive().begin().orElseThrow();

        assertThat(archive().begin()).isEmpty();
        assertThatThrownBy(() -> archiveBefore(MARCH))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.VERSION_CONFLICT));
        first.close();
        ArchiveStore.Run second = archive().begin().orElseThrow();
        second.close();
    }

    @Test
    void archivesWhatComesLaterAsAnotherPartAndNothingTwice() throws Exception {
        keep(kept(1, "2026-01-10T01:00:00Z", set("a", "1")), kept(2, "2026-01-10T02:00:00Z", set("a", "2")));
        archiveBefore(MARCH);
        keep(kept(2, "2026-01-10T02:00:00Z", set("a", "2")), kept(3, "2026-01-10T03:00:00Z", set("a", "3")));
        assertThat(revisions()).containsExactly("1", "2", "3");

        List<Receipt> later = archiveBefore(MARCH);

        assertThat(later).singleElement().satisfies(receipt -> {
            assertThat(receipt.part()).isEqualTo(1);
            assertThat(receipt.rows()).isEqualTo(1);
            assertThat(receipt.repeated()).isEqualTo(1);
        });
        assertThat(revisions()).containsExactly("1", "2", "3");
        keep(kept(3, "2026-01-10T03:00:00Z", set("a", "3")));
        assertThat(archiveBefore(MARCH)).singleElement().satisfies(receipt -> {
            assertThat(receipt.rows()).isZero();
            assertThat(receipt.file()).isEmpty();
        });
        assertThat(revisions()).containsExactly("1", "2", "3");
    }
}
