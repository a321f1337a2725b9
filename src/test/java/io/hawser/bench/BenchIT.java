package io.hawser.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hawser.bench.rig.Programs;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A measurement that proves nothing but that one can be made: the smallest there is, with a hub of its own. */
@Tag("alone")
class BenchIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void measuresAHubAndWritesWhatItFound() throws IOException {
        assumeTrue(Programs.find("cc").isPresent(), "there is no C compiler for the load generator");
        Path out = folder.resolve("found.md");

        String said = run(
                0,
                "single",
                "--size",
                "10",
                "--rounds",
                "1",
                "--seconds",
                "1",
                "--warm",
                "1",
                "--hub-only",
                "--out",
                out.toString());

        JsonObject single = new JsonObject(Files.readString(folder.resolve("found.json")))
                .getJsonObject("scenarios")
                .getJsonObject("single");
        JsonObject p50 = single.getJsonArray("series").getJsonObject(0);
        assertThat(p50.getString("metric")).isEqualTo("p50");
        assertThat(p50.getDouble("median")).as(said).isPositive();
        assertThat(Files.readString(out)).contains("| hub | p50 | ms |").contains("the brokers were left out");
    }

    @Test
    void tellsWhatThereIsToMeasureAndWhatIsNot() {
        assertThat(run(0, "--list")).contains("single").contains("growth");
        assertThat(run(1, "sinlge").strip()).isEqualTo("hawser bench: there is no scenario sinlge; --list tells them");
        assertThat(run(1, "single", "--rounds", "0")).startsWith("hawser bench: at least 1 round");
    }

    private static String run(int code, String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine command = new CommandLine(new BenchCommand());
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        assertThat(command.execute(arguments)).as(said.toString()).isEqualTo(code);
        return said.toString();
    }
}
