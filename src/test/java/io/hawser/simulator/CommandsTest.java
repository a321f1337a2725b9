package io.hawser.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.simulator.wire.DeviceCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandsTest {
    private static final String HOME = "src/test/resources/kasteren-home.tsv";

    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void saysHowToStartAHubWhenNoneAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        int exit = run(new ReplayCommand(), HOME, "--url", "http://127.0.0.1:" + free, "--data", folder.toString());
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .isEqualTo("hawser replay: no hub answers at http://127.0.0.1:" + free
                        + "; start one with: scripts/run --demo (or give --url)");
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere.tsv, --speed, 1, there is no file nowhere.tsv",
        "pom.xml, --speed, 1, is it a sensor recording?",
        "src/test/resources/kasteren-home.tsv, --speed, fast, a number from 0",
        "src/test/resources/kasteren-home.tsv, --terminals, 0, at least one",
        "src/test/resources/kasteren-home.tsv, --url, ftp://x, not a hub's address"
    })
    void saysInOneLineWhatIsWrong(String file, String option, String value, String words) {
        assertThat(run(new ReplayCommand(), file, option, value)).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "--model, light, go with --devices",
        "--devices, 0, at least one",
        "--fault, attic-light=jam, there are living-room-light",
        "--fault, fan=gremlins, no fault"
    })
    void checksWhatToSimulateBeforeItBegins(String option, String value, String words) {
        assertThat(run(new SimulateCommand(), option, value)).isEqualTo(1);
        assertThat(err.toString()).contains(words);
    }

    @Test
    void remembersDevicesForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("deep/er/simulator.json");
        CredentialFile credentials = new CredentialFile(file);
        Map<String, DeviceCredentials> lights = Map.of("light-1", new DeviceCredentials("dev_1", "s1"));
        credentials.write("http://a", "ana", lights);
        credentials.write("http://a", "ben", Map.of("light-1", new DeviceCredentials("dev_2", "s2")));
        assertThat(credentials.read("http://a", "ana")).isEqualTo(lights);
        assertThat(credentials.read("http://b", "ana")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        credentials.write("http://a", "ana", Map.of());
        assertThat(credentials.read("http://a", "ana")).isEmpty();
        assertThat(credentials.read("http://a", "ben")).hasSize(1);
    }

    private int run(Object command, String... arguments) {
        return new CommandLine(command).setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
