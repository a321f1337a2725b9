package io.hawser.ordeal.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One whole history without a fault; each test breaks it in one place and names the fault that must be found. */
class CheckerTest {
    private static final String DEVICE = "dev_1";
    private static final String ANA = "usr_ana";
    private static final String PANEL = "panel";

    private final List<Note> notes = new ArrayList<>(List.of(
            new Note.Granted(900, ANA, DEVICE),
            new Note.Opened(1000, PANEL, ANA, false),
            new Note.Subscribed(1001, PANEL, DEVICE, "snapshot", false),
            new Note.Snapshot(1002, PANEL, DEVICE, 1, 1, null),
            new Note.Sent(1010, DEVICE, 1),
            new Note.Acked(1011, DEVICE, 1),
            change(1012, 1, 2, 1L),
            new Note.Sent(1020, DEVICE, 2),
            new Note.Acked(1021, DEVICE, 2),
            change(1022, 2, 3, 2L),
            new Note.Asked(1030, PANEL, DEVICE, "k1"),
            new Note.Effect(1031, DEVICE, "k1", "cmd_1"),
            new Note.Asked(1032, PANEL, DEVICE, "k1"),
            new Note.Answered(1033, PANEL, "k1", "cmd_1", "sent"),
            change(1034, 3, 4, null),
            change(1035, 4, 5, null)));
    private final List<Kept> rest = new ArrayList<>(List.of(
            kept(1, "presence", null, null),
            kept(2, "state", 1L, null),
            kept(3, "state", 2L, null),
            kept(4, "command", null, "sent"),
            kept(5, "command", null, "done")));
    private final List<Kept> postgres = new ArrayList<>(rest);

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(verdict().isClean()).as(verdict().toString()).isTrue();
    }

    @Test
    void findsWhatWasAcknowledgedAndIsNotReadOverRest() {
        rest.set(2, kept(3, "state", null, null));
        assertOnly(Fault.LOST, 1);
        assertThat(verdict().words(Fault.LOST)).containsExactly("dev_1: report 2 is not there over REST");
    }

    @Test
    void findsWhatWasAcknowledgedAndIsNotInPostgres() {
        postgres.set(1, kept(2, "state", null, null));
        assertOnly(Fault.LOST, 1);
        assertThat(verdict().words(Fault.LOST)).containsExactly("dev_1: report 1 is not there in PostgreSQL");
    }

    @Test
    void findsAWholeDeviceThatIsLost() {
        rest.clear();
        assertOnly(Fault.LOST, 2);
    }

    @Test
    void doesNotMissWhatWasNeverAcknowledged() {
        notes.add(new Note.Sent(1040, DEVICE, 3));
        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void findsAChangeThatDoesNotFollow() {
        replace(note -> at(note, 1012));
        assertOnly(Fault.GAP, 1);
    }

    @Test
    void takesASnapshotForWhatWasMissed() {
        replace(note -> at(note, 1012), new Note.Snapshot(1012, PANEL, DEVICE, 1, 2, 1L));
        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void findsAChangeBeforeAnySnapshot() {
        replace(note -> note instanceof Note.Snapshot);
        assertOnly(Fault.GAP, 1);
    }

    @Test
    void findsATerminalWithoutTheEnd() {
        replace(note -> at(note, 1035));
        assertOnly(Fault.GAP, 1);
    }

    @Test
    void findsARevisionThatTheKeptLogLacks() {
        postgres.remove(3);
        assertOnly(Fault.GAP, 1);
    }

    @Test
    void findsAnEntryThatCameTwice() {
        replace(note -> at(note, 1022), change(1022, 2, 3, 2L), change(1023, 2, 3, null));
        assertOnly(Fault.DUPLICATE, 1);
    }

    @Test
    void findsAReportThatIsStoredTwice() {
        postgres.set(3, kept(4, "state", 2L, null));
        assertOnly(Fault.DUPLICATE, 1);
    }

    @Test
    void findsARevisionThatWasUsedTwice() {
        postgres.add(new Kept(DEVICE, 2, 5, "presence", null, null, null));
        assertOnly(Fault.DUPLICATE, 1);
    }

    @Test
    void findsACommandThatEndsTwice() {
        postgres.add(kept(6, "command", null, "expired"));
        notes.add(change(1036, 5, 6, null));
        assertOnly(Fault.DUPLICATE, 1);
    }

    @Test
    void findsAnOlderEntryAfterANewerOne() {
        replace(note -> at(note, 1035), change(1035, 4, 5, null), change(1036, 2, 3, null), change(1037, 3, 5, null));
        assertOnly(Fault.REORDER, 1);
    }

    @Test
    void findsAnOlderReportUnderANewerRevision() {
        replace(note -> at(note, 1034), change(1034, 3, 4, 1L));
        assertOnly(Fault.REORDER, 1);
    }

    @Test
    void findsReportsStoredInAnotherOrder() {
        postgres.set(1, kept(2, "state", 2L, null));
        postgres.set(2, kept(3, "state", 1L, null));
        assertOnly(Fault.REORDER, 1);
    }

    @Test
    void findsASnapshotThatLeadsBack() {
        notes.add(new Note.Snapshot(1040, PANEL, DEVICE, 1, 4, 2L));
        notes.add(change(1041, 4, 5, null));
        assertOnly(Fault.REORDER, 1);
    }

    @Test
    void findsAnEntryAfterItsDeviceWasTakenAway() {
        notes.add(new Note.Revoked(1036, ANA, DEVICE));
        notes.add(new Note.Removed(1037, PANEL, DEVICE));
        assertThat(verdict().isClean()).isTrue();
        notes.add(change(1038, 5, 6, null));
        assertThat(verdict().count(Fault.FORBIDDEN)).isEqualTo(1);
    }

    @Test
    void findsAnEntryForSomebodyWithoutAGrant() {
        replace(note -> note instanceof Note.Granted);
        assertOnly(Fault.FORBIDDEN, 4);
    }

    @Test
    void findsAnEntryWrittenLongAfterTheGrantEnded() {
        notes.add(new Note.Revoked(1036, ANA, DEVICE));
        notes.add(change(1037 + Grants.REACHES_MILLIS - 10, 5, 6, null));
        assertThat(verdict().isClean()).as("the moment that it takes").isTrue();
        notes.add(change(1037 + Grants.REACHES_MILLIS + 10, 6, 7, null));
        assertOnly(Fault.FORBIDDEN, 1);
    }

    @Test
    void allowsWhatWasGrantedAgain() {
        notes.add(new Note.Revoked(1036, ANA, DEVICE));
        notes.add(new Note.Removed(1037, PANEL, DEVICE));
        notes.add(new Note.Granted(5000, ANA, DEVICE));
        notes.add(new Note.Snapshot(5001, PANEL, DEVICE, 1, 5, 2L));
        notes.add(change(5002, 5, 6, null));
        assertThat(verdict().isClean()).as(verdict().toString()).isTrue();
    }

    @Test
    void takesAGrantAndAnEndWithinAMillisecondInTheirOrder() {
        notes.add(new Note.Revoked(1036, ANA, DEVICE));
        notes.add(new Note.Granted(1036, ANA, DEVICE));
        notes.add(change(5002, 5, 6, null));
        assertThat(verdict().isClean()).as(verdict().toString()).isTrue();

        notes.add(new Note.Granted(6000, ANA, DEVICE));
        notes.add(new Note.Revoked(6000, ANA, DEVICE));
        notes.add(change(9000, 6, 7, null));
        assertOnly(Fault.FORBIDDEN, 1);
    }

    @Test
    void findsASnapshotOfWhatWasTakenAway() {
        notes.add(new Note.Revoked(1036, ANA, DEVICE));
        notes.add(new Note.Removed(3037, PANEL, DEVICE));
        notes.add(new Note.Snapshot(3038, PANEL, DEVICE, 1, 5, 2L));
        assertOnly(Fault.FORBIDDEN, 1);
    }

    @Test
    void findsASnapshotThatCameAfterTheLastOfSeveralGrantsHadEnded() {
        notes.add(new Note.Removed(1037, PANEL, DEVICE));
        notes.add(new Note.Granted(1040, ANA, DEVICE));
        notes.add(new Note.Snapshot(1041, PANEL, DEVICE, 1, 5, 2L));
        notes.add(new Note.Removed(1045, PANEL, DEVICE));
        assertThat(verdict().isClean()).as(verdict().toString()).isTrue();

        notes.add(new Note.Snapshot(1050, PANEL, DEVICE, 1, 5, 2L));
        assertOnly(Fault.FORBIDDEN, 1);
    }

    @Test
    void findsACommandThatWasDoneTwice() {
        notes.add(new Note.Effect(1040, DEVICE, "k1", "cmd_1"));
        assertOnly(Fault.MANY_EFFECTS, 1);
    }

    @Test
    void findsAKeyThatBecameTwoCommands() {
        notes.add(new Note.Answered(1040, PANEL, "k1", "cmd_2", "sent"));
        postgres.add(new Kept(DEVICE, 1, 6, "command", null, "cmd_2", "done"));
        notes.add(change(1041, 5, 6, null));
        assertOnly(Fault.MANY_EFFECTS, 1);
    }

    @Test
    void findsACommandWithoutAnEnd() {
        postgres.set(4, kept(5, "command", null, "running"));
        assertOnly(Fault.ENDLESS, 1);
    }

    @Test
    void findsACommandWithoutAnAnswer() {
        replace(note -> note instanceof Note.Answered);
        assertOnly(Fault.ENDLESS, 1);
    }

    @Test
    void takesARefusalForAnEnd() {
        replace(note -> note instanceof Note.Answered, new Note.Answered(1033, PANEL, "k1", null, "DEVICE_OFFLINE"));
        assertThat(verdict().isClean()).isTrue();
    }

    private Verdict verdict() {
        return Checker.check(new Evidence(notes, rest, postgres));
    }

    private void assertOnly(Fault fault, int times) {
        Verdict verdict = verdict();
        for (Fault each : Fault.values()) {
            assertThat(verdict.count(each)).as("%s in %s", each, verdict).isEqualTo(each == fault ? times : 0);
        }
    }

    private void replace(Predicate<Note> which, Note... by) {
        int index = notes.indexOf(notes.stream().filter(which).findFirst().orElseThrow());
        notes.remove(index);
        notes.addAll(index, Arrays.asList(by));
    }

    private static boolean at(Note note, long at) {
        return note.at() == at;
    }

    private static Note.Changed change(long at, long from, long revision, @Nullable Long value) {
        return new Note.Changed(at, PANEL, DEVICE, "state", 1, from, revision, at, value);
    }

    private static Kept kept(long revision, String kind, @Nullable Long value, @Nullable String status) {
        return new Kept(DEVICE, 1, revision, kind, value, status == null ? null : "cmd_1", status);
    }
}
