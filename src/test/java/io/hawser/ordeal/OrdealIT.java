package io.hawser.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The short form of the ordeals, one seed of each. {@code scripts/ordeal} runs them at full size and with many seeds; those left out here do not hold yet, were not run, or take too long for a suite. */
@Tag("alone")
class OrdealIT {
    @ParameterizedTest
    @ValueSource(
            strings = {"kill-hub", "kill-between", "redis", "redis-wiped", "postgres", "links", "takeover", "nodes"})
    void holds(String name) {
        StringWriter told = new StringWriter();
        CommandLine command = new CommandLine(new OrdealCommand());
        command.setOut(new PrintWriter(told, true));
        command.setErr(new PrintWriter(told, true));
        assertThat(command.execute(name, "--short", "--seeds", "1"))
                .as(told::toString)
                .isZero();
    }
}
