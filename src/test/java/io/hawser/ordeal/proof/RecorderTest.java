package io.hawser.ordeal.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackWhatWasNoted() {
        List<Note> notes = List.of(
                new Note.Sent(1, "dev_1", 1),
                new Note.Acked(2, "dev_1", 1),
                new Note.Effect(3, "dev_1", "k1", "cmd_1"),
                new Note.Opened(4, "panel", "usr_1", true),
                new Note.Subscribed(5, "panel", "dev_1", "replay", true),
                new Note.Snapshot(6, "panel", "dev_1", 1, 2, null),
                new Note.Changed(7, "panel", "dev_1", "state", 1, 2, 3, 6, 9L),
                new Note.Removed(8, "panel", "dev_1"),
                new Note.Closed(9, "panel", 4409, "SUPERSEDED"),
                new Note.Asked(10, "panel", "dev_1", "k1"),
                new Note.Answered(11, "panel", "k1", null, "DEVICE_OFFLINE"),
                new Note.Granted(12, "usr_1", "dev_1"),
                new Note.Revoked(13, "usr_1", "dev_1"));
        try (Recorder recorder = new Recorder(folder, "all:1")) {
            notes.forEach(recorder::note);
            recorder.flush();
            assertThat(Recorder.read(folder)).isEqualTo(notes);
        }
    }

    @Test
    void leavesOutWhatIsJustBeingWritten() throws IOException {
        try (Recorder recorder = new Recorder(folder, "busy")) {
            recorder.note(new Note.Sent(1, "dev_1", 1));
        }
        Files.writeString(
                folder.resolve("busy.notes"), "{\"what\":\"Ac", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        assertThat(Recorder.read(folder)).containsExactly(new Note.Sent(1, "dev_1", 1));
    }

    @Test
    void dropsWhatComesAfterTheEnd() {
        Recorder recorder = new Recorder(folder, "late");
        recorder.close();
        recorder.note(new Note.Sent(1, "dev_1", 1));
        assertThat(Recorder.read(folder)).isEmpty();
    }
}
