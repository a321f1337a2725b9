package io.hawser.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there are no user namespaces, as in most containers, root's PostgreSQL runs as another user. */
class UnprivilegedTest {
    @TempDir
    Path folder;

    @BeforeEach
    void onlyAsRoot() throws IOException {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anotherUserEntersItsFolderAndNothingBeside() throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        Path secret = Files.writeString(data.resolve("secret"), "hush");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path mine = Files.createDirectory(data.resolve("postgres"));
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rwx------"));

        Unprivileged runner = Unprivileged.switching(mine);
        runner.give(mine);

        assertThat(run(runner, "touch", mine.resolve("written").toString())).isZero();
        assertThat(run(runner, "cat", secret.toString())).isNotZero();
        assertThat(run(runner, "touch", data.resolve("beside").toString())).isNotZero();
    }

    @Test
    void rootIsKnownInAFolderThatItGaveAway() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("postgres"));
        Unprivileged.switching(mine).give(mine);
        assertThat(Unprivileged.of(mine).command(List.of("true"))).hasSizeGreaterThan(1);
    }

    private static int run(Unprivileged runner, String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(runner.command(List.of(command)))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
