package io.hawser.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
    private static final Instant MOMENT = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void givesBackWhatWasWritten() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Path path = folder.resolve("a.backup");
        try (BackupWriter writer = new BackupWriter(Files.newOutputStream(path))) {
            writer.part("postgres/users.copy", out -> out.write(noise));
            writer.part("postgres/empty.copy", out -> {});
            writer.finish("1.2", 9, MOMENT, Map.of("users", List.of("id", "name")), List.of(LocalDate.EPOCH));
        }
        try (BackupFile file = BackupFile.open(path);
                InputStream in = file.read("postgres/users.copy")) {
            assertThat(in.readAllBytes()).isEqualTo(noise);
            assertThat(file.names("postgres/")).containsExactly("postgres/users.copy", "postgres/empty.copy");
            assertThat(file.manifest().schema()).isEqualTo(9);
            assertThat(file.manifest().madeAt()).isEqualTo(MOMENT);
            assertThat(file.manifest().tables()).containsOnlyKeys("users");
            assertThat(file.manifest().days()).containsExactly(LocalDate.EPOCH);
        }
    }

    @Test
    void refusesAFileThatIsCutShortAtAnyPlace() throws IOException {
        byte[] whole = sound();
        for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
            refused(Arrays.copyOf(whole, length));
        }
        refused(Arrays.copyOf(whole, whole.length - 1));
    }

    @Test
    void refusesAFileWhoseContentWasAltered() throws IOException {
        byte[] whole = sound();
        int content = new String(whole, StandardCharsets.ISO_8859_1).indexOf("users.copy") + 20;
        whole[content] ^= 1;
        refused(whole);
    }

    @Test
    void refusesStrangersAndNewerOnesInClearWords() throws IOException {
        Path path = folder.resolve("b.backup");
        Files.writeString(path, "Dear diary");
        assertThatThrownBy(() -> BackupFile.open(path))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining("no backup of a hub, or only the beginning of one");
        refused("{}", "no backup of a hub", "notes.txt");
        refused("{\"is\":\"hawser-backup\",\"format\":2}", "format 2, and this hub reads format 1", Manifest.NAME);
        refused("{\"is\":\"hawser-backup\",\"format\":1}", "manifest can't be read", Manifest.NAME);
    }

    @Test
    void refusesPartsThatTheManifestDoesNotKnow() throws IOException {
        Path path = folder.resolve("c.backup");
        try (BackupWriter writer = new BackupWriter(Files.newOutputStream(path))) {
            writer.finish("1", 9, MOMENT, Map.of(), List.of());
        }
        Path more = folder.resolve("d.backup");
        try (BackupFile file = BackupFile.open(path);
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(more))) {
            zip.putNextEntry(new ZipEntry("secrets/tokens.jwk"));
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(file.manifest().json());
        }
        assertThatThrownBy(() -> BackupFile.open(more)).hasMessageContaining("altered");
    }

    private void refused(String json, String words, String name) throws IOException {
        Path path = folder.resolve("e.backup");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> BackupFile.open(path))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining(words);
    }

    private void refused(byte[] content) throws IOException {
        Path path = folder.resolve("f.backup");
        Files.write(path, content);
        assertThatThrownBy(() -> BackupFile.open(path))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining("can't be restored");
    }

    private byte[] sound() throws IOException {
        Path path = folder.resolve("whole.backup");
        try (BackupWriter writer = new BackupWriter(Files.newOutputStream(path))) {
            writer.part(
                    "postgres/users.copy",
                    out -> out.write("usr_1\tAna\nusr_2\tBen\n".getBytes(StandardCharsets.UTF_8)));
            writer.finish("1", 9, MOMENT, Map.of("users", List.of("id", "name")), List.of());
        }
        return Files.readAllBytes(path);
    }
}
