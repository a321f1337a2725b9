package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HawserTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"serve", "simulate", "replay", "bench", "ordeal", "archive"})
    void everyCommandTeachesItsUse(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: hawser " + command).contains("Examples:");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theHelpOfAllNamesTheCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("serve", "simulate", "replay", "bench", "ordeal", "version");
    }

    @Test
    void misuseIsToldOnStandardErrorAndIsTwo() {
        assertThat(run("serve", "--ports", "80")).isEqualTo(2);
        assertThat(err.toString()).contains("--ports").contains("Possible solutions: --port,");
        assertThat(out.toString()).isEmpty();
        assertThat(run("sreve")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    private int run(String... arguments) {
        CommandLine commands = Hawser.commands();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }
}
