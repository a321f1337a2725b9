package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testing.RestClient;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from outside: how it starts, refuses to, stops, and comes back after a crash. */
@Tag("alone")
class HubProcessIT {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path folder;

    /** As a folder is where somebody starts a program; the test's own is closed to the user that PostgreSQL may have to run as. */
    @BeforeEach
    void openFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void comesBackAfterACrashWithAllThatItHadAndStopsInOrder() throws IOException {
        String device;
        String secret;
        try (HubProcess first = serve()) {
            RestClient admin = setUp(first.ready(), code(first));
            RestClient.Answer made = admin.post("/devices", "{'name':'Lamp','model':'light'}");
            device = made.json().path("device").path("id").asText();
            secret = made.json().path("secret").asText();
            try (WireClient lamp = hello(first.ready(), device, secret)) {
                lamp.send("{'type':'report','seq':1,'set':{'power':'on'}}");
                lamp.await("ack");
            }
            first.kill().ended();
        }
        assertThat(children()).as("children of a killed hub live on").isNotEmpty();

        try (HubProcess second = serve()) {
            int port = second.ready();
            assertThat(second.out()).doesNotContain("Set-up code");
            assertThat(children()).hasSize(2);
            RestClient admin = login(port);
            assertThat(admin.get("/devices/" + device + "/state")
                            .json()
                            .path("state")
                            .path("power")
                            .asText())
                    .isEqualTo("on");
            try (WireClient lamp = hello(port, device, secret)) {
                second.terminate();
                assertThat(lamp.await("bye").path("reason").asText()).isEqualTo("RESTART");
            }
            assertThat(second.ended()).isZero();
            assertThat(second.err()).isEmpty();
        }
        assertThat(children()).isEmpty();
    }

    @Test
    void stopsOnCtrlCAsWell() throws IOException {
        try (HubProcess hub = serve()) {
            hub.ready();
            assertThat(hub.signal("INT").ended()).isZero();
        }
        assertThat(children()).isEmpty();
    }

    @Test
    void aTrialSaysThatItIsReadyAndStops() throws IOException {
        try (HubProcess hub = serve("--try")) {
            hub.ready();
            assertThat(hub.ended()).isZero();
        }
        assertThat(children()).isEmpty();
    }

    @Test
    void aBusyPortIsOneLineAndNothingIsStarted() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
                HubProcess hub =
                        HubProcess.run(folder, Map.of(), "serve", "--port", String.valueOf(busy.getLocalPort()))) {
            assertRefused(hub, String.valueOf(busy.getLocalPort()), "in use");
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    void wrongSettingsAreToldTogetherAndNothingIsStarted() {
        try (HubProcess hub = HubProcess.run(
                folder,
                Map.of("HAWSER_SESSION_TTL", "soon", "HAWSER_HTP_PORT", "1"),
                "serve",
                "--port",
                "many",
                "--set",
                "redis.fsyn=always")) {
            assertThat(hub.ended()).isEqualTo(2);
            assertThat(hub.err())
                    .contains("http.port: \"many\" (--port): must be a whole number from 0 to 65535")
                    .contains("session.ttl: \"soon\" (HAWSER_SESSION_TTL)")
                    .contains("did you mean HAWSER_HTTP_PORT?")
                    .contains("did you mean redis.fsync?");
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    void aStoreThatIsNotThereIsOneLine() {
        try (HubProcess hub = HubProcess.run(
                folder,
                Map.of("HAWSER_POSTGRES_URL", "postgresql://me:hush@127.0.0.1:1/none"),
                "serve",
                "--port",
                "0")) {
            assertRefused(hub, "PostgreSQL", "127.0.0.1:1");
            assertThat(hub.err()).doesNotContain("hush");
        }
        try (HubProcess hub = HubProcess.run(
                folder, Map.of("HAWSER_REDIS_URL", "redis://:hush@127.0.0.1:1"), "serve", "--port", "0")) {
            assertRefused(hub, "Redis", "127.0.0.1:1");
            assertThat(hub.err()).doesNotContain("hush");
        }
        assertThat(children()).as("what was started before").isEmpty();
    }

    @Test
    void twoHubsDoNotShareADataFolder() {
        try (HubProcess first = serve()) {
            first.ready();
            try (HubProcess second = serve()) {
                assertRefused(second, "in use by another hub");
            }
            assertThat(children()).as("the first one's stores").hasSize(2);
        }
    }

    @Test
    void theDemoLivesAndIsTheSameAfterARestart() throws IOException {
        String lines;
        try (HubProcess hub = HubProcess.run(folder, Map.of(), "serve", "--demo", "--port", "0")) {
            int port = hub.ready();
            lines = people(hub.out());
            assertThat(lines).contains("ana").contains("ben").contains("admin");
            Path file = folder.resolve("data/demo.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(devices(port, "ana", lines)).hasSize(12);
            assertThat(devices(port, "ben", lines)).hasSize(12);
        }
        try (HubProcess hub = HubProcess.run(folder, Map.of(), "serve", "--demo", "--port", "0")) {
            int port = hub.ready();
            assertThat(people(hub.out())).isEqualTo(lines);
            assertThat(devices(port, "ana", lines)).hasSize(12).allMatch("online"::equals);
        }
    }

    private HubProcess serve(String... more) {
        return HubProcess.run(
                folder,
                Map.of(),
                Stream.concat(Stream.of("serve", "--port", "0"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static void assertRefused(HubProcess hub, String... words) {
        assertThat(hub.ended()).isEqualTo(1);
        assertThat(hub.err().lines()).hasSize(1);
        assertThat(hub.err()).contains(words).doesNotContain("\tat ");
        assertThat(hub.out()).doesNotContain("\tat ");
    }

    private static String code(HubProcess hub) {
        Matcher code = Pattern.compile("Set-up code[^:]*: (\\S+)").matcher(hub.out());
        assertThat(code.find()).as(hub.out()).isTrue();
        return code.group(1);
    }

    private static RestClient setUp(int port, String code) {
        RestClient.Answer made = new RestClient(port, null)
                .post(
                        "/setup",
                        "{'code':'%s','name':'Admin','login':'admin','password':'%s'}".formatted(code, PASSWORD));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return new RestClient(port, made.json().path("accessToken").asText());
    }

    private static RestClient login(int port) {
        return login(port, "admin", PASSWORD);
    }

    private static RestClient login(int port, String login, String password) {
        RestClient.Answer in = new RestClient(port, null)
                .post("/auth/login", "{'login':'%s','password':'%s'}".formatted(login, password));
        assertThat(in.status()).as(in.toString()).isEqualTo(200);
        return new RestClient(port, in.json().path("accessToken").asText());
    }

    private static WireClient hello(int port, String device, String secret) {
        WireClient lamp = WireClient.connect(port, "/ws/device");
        lamp.send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}".formatted(device, secret));
        lamp.await("welcome");
        return lamp;
    }

    private static String people(String out) {
        return String.join(
                "\n", out.lines().filter(line -> line.contains(" password ")).toList());
    }

    /** The presence of each device that somebody of the demo sees. */
    private static List<String> devices(int port, String login, String lines) {
        Matcher password = Pattern.compile(login + " +password (\\S+)").matcher(lines);
        assertThat(password.find()).isTrue();
        var items = login(port, login, password.group(1))
                .get("/devices?limit=100")
                .json()
                .path("items");
        List<String> presences = new java.util.ArrayList<>();
        items.forEach(item -> presences.add(item.path("presence").path("status").asText()));
        return presences;
    }

    /** The main processes of embedded stores in this test's folder: what these forked is left out. */
    private List<ProcessHandle> children() {
        List<ProcessHandle> all = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.startsWith(real(folder) + "/data/bin/"))
                        .isPresent())
                .toList();
        return all.stream()
                .filter(process -> process.parent().filter(all::contains).isEmpty())
                .toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
