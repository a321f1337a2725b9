package io.hawser.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    @TempDir
    Path folder;

    @Test
    void leavesNothingBehindWhenItCannotWrite() throws IOException {
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("by-something"));

        assertThatThrownBy(() -> PrivateFiles.write(taken, "text")).isInstanceOf(IOException.class);

        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
    }
}
