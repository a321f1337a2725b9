package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    @Test
    void belongsToOneHubAtATime() throws IOException {
        Path data = temporary.resolve("a/data");
        try (DataFolder folder = DataFolder.open(data)) {
            assertThatThrownBy(() -> DataFolder.open(data))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(folder.path().toString())
                    .hasMessageContaining("in use by another hub");
        }
        DataFolder.open(data).close();
    }

    @Test
    void keepsSecretsThatNobodyElseMayRead() throws IOException {
        String secret;
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            secret = folder.secret("one");
            assertThat(folder.secret("two")).isNotEqualTo(secret);
        }
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            assertThat(folder.secret("one")).isEqualTo(secret).hasSizeGreaterThan(40);
            assertThat(mode(folder.path())).isEqualTo("rwx------");
            assertThat(mode(folder.path().resolve("secrets/one"))).isEqualTo("rw-------");
        }
    }

    @Test
    void saysWhereItCannotBe() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> DataFolder.open(file.resolve("below")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cannot be written");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
