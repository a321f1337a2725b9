package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.app.BadSettings.Problem;
import io.hawser.app.Settings.Given;
import io.hawser.archive.Retention;
import io.hawser.domain.Kind;
import io.hawser.storage.archive.ArchivePlace;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubConfigTest {
    /** Settings that the file leaves empty. */
    private static final List<String> UNSET = List.of(
            "url",
            "host",
            "port",
            "user",
            "password",
            "from",
            "ca",
            "account",
            "token",
            "subject",
            "code",
            "webroot",
            "cert",
            "key",
            "folder",
            "endpoint",
            "secret",
            "pathStyle",
            "strategies",
            "state",
            "sessions",
            "presence",
            "command",
            "event",
            "fault",
            "config",
            "upgrade",
            "share");

    @TempDir
    Path folder;

    @Test
    void theFileThatComesAlongSaysTheDefaults() throws Exception {
        assertThat(HubConfig.read(Path.of("conf/hawser.yaml"), Map.of(), Map.of()))
                .isEqualTo(HubConfig.of(Map.of("models.folder", "conf/models")));
    }

    @Test
    void theFileThatComesAlongNamesEverySettingWithAWordOfWhatItIs() throws Exception {
        Settings settings = new Settings(Map.of(), Map.of(), Map.of());
        HubConfig.from(settings, null);
        assertThat(documented(Files.readAllLines(Path.of("conf/hawser.yaml")))).isEqualTo(sorted(settings));
    }

    @Test
    void theCommandLineCountsMoreThanTheEnvironmentAndThatMoreThanTheFile() throws Exception {
        Path file = file(
                "http: {port: 1001, host: file}\nsession.ttl: 20m\nhttp.origins: [https://a.example, https://b.example]");
        HubConfig config = HubConfig.read(
                file,
                Map.of("HAWSER_HTTP_PORT", "1002", "HAWSER_HTTP_HOST", "environment", "PATH", "/bin"),
                Map.of("http.port", new Given("1003", "--port")));

        assertThat(config.http().port()).isEqualTo(1003);
        assertThat(config.http().host()).isEqualTo("environment");
        assertThat(config.session().ttl()).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.http().origins()).containsExactly("https://a.example", "https://b.example");
    }

    @Test
    void theArchiveIsInAFolderOrInABucket() throws Exception {
        Path data = Path.of("data");
        assertThat(HubConfig.of(Map.of()).archive().place(data))
                .isEqualTo(new ArchivePlace.Folder(Path.of("data/archive")));
        assertThat(HubConfig.of(Map.of("archive.folder", "/mnt/a")).archive().place(data))
                .isEqualTo(new ArchivePlace.Folder(Path.of("/mnt/a")));
        assertThat(HubConfig.of(Map.of("archive.folder", "s3://history/hub/one/"))
                        .archive()
                        .place(data))
                .isEqualTo(new ArchivePlace.Bucket(
                        "history", "hub/one", null, "us-east-1", null, false, Path.of("data/archive"), 1L << 30));
        assertThat(HubConfig.of(Map.of(
                                "archive.folder", "s3://history",
                                "archive.s3.endpoint", "https://s3.example.org:9000",
                                "archive.s3.region", "eu-west-1",
                                "archive.s3.key", "id",
                                "archive.s3.secret", "secret",
                                "archive.s3.cache", "20g"))
                        .archive()
                        .place(data))
                .isEqualTo(new ArchivePlace.Bucket(
                        "history",
                        "",
                        URI.create("https://s3.example.org:9000"),
                        "eu-west-1",
                        new ArchivePlace.Keys("id", "secret"),
                        true,
                        Path.of("data/archive"),
                        20L << 30));
    }

    @Test
    void aSecretIsNotShownWhenItIsWrong() {
        BadSettings bad = catchThrowableOfType(
                BadSettings.class,
                () -> HubConfig.of(Map.of("archive.s3.key", "id", "archive.s3.secret", "very secret")));

        assertThat(bad.problems())
                .anySatisfy(problem -> assertThat(problem.path()).isEqualTo("archive.s3.secret"));
        assertThat(bad.problems().toString()).doesNotContain("very secret");
    }

    @Test
    void everythingThatIsWrongIsToldTogether() throws Exception {
        Path file = file("http: {prot: 80}\nsession: {heartbeat: soon}\nwhatever: 1");
        List<Problem> problems = problems(file, Map.of("HAWSER_REDIS_FSYNC", "never", "HAWSER_HTTP_PROT", "1"));

        assertThat(problems)
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "http.prot", "session.heartbeat", "whatever", "redis.fsync", "HAWSER_HTTP_PROT");
        assertThat(problems)
                .extracting(Problem::toString)
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("http.prot: in " + file + ": no such setting; did you mean http.port?"));
        assertThat(problems)
                .extracting(Problem::toString)
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("redis.fsync: \"never\" (HAWSER_REDIS_FSYNC): must be one of everysec, always"));
        assertThat(problems)
                .extracting(Problem::toString)
                .anySatisfy(line -> assertThat(line).endsWith("did you mean HAWSER_HTTP_PORT?"));
    }

    @ParameterizedTest
    @CsvSource({
        "http.port,99999",
        "http.port,-1",
        "http.port,8080x",
        "session.ttl,10",
        "session.ttl,1s",
        "session.state,1g",
        "session.state,9999999999",
        "log.level,loud",
        "redis.cluster,yes",
        "redis.cluster,true",
        "redis.url,http://x",
        "postgres.url,jdbc:postgresql://x",
        "setup.code,abc",
        "http.origins,example.org",
        "http.proxies,10.0.0.0/x",
        "archive.folder,ftp://bucket/archive",
        "archive.folder,s3://b",
        "archive.folder,s3://Bucket/x",
        "archive.s3.endpoint,s3.example.org",
        "archive.s3.cache,1m",
        "archive.daily,often",
        "archive.query.memory,1m",
        "history.retention.default,12h",
        "history.retention.fault,forever"
    })
    void aValueOutOfBoundsIsNotTaken(String path, String value) {
        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> HubConfig.of(Map.of(path, value)));
        assertThat(bad.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo(path));
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "7s,7000", "2m,120000", "1h,3600000"})
    void durationsHaveUnits(String text, long millis) throws Exception {
        HubConfig config = HubConfig.of(Map.of("session.heartbeat", text, "session.ttl", "1h"));
        assertThat(config.session().heartbeat()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aKindStaysAsLongAsAllUnlessItHasARetentionOfItsOwn() throws Exception {
        Retention retention = HubConfig.of(Map.of("history.retention.default", "7d", "history.retention.fault", "365d"))
                .retention();

        assertThat(retention.of(Kind.STATE)).isEqualTo(Duration.ofDays(7));
        assertThat(retention.of(Kind.FAULT)).isEqualTo(Duration.ofDays(365));
        assertThat(retention.sessions()).isEqualTo(Duration.ofDays(7));
        assertThat(HubConfig.of(Map.of("history.retention.sessions", "90d"))
                        .retention()
                        .sessions())
                .isEqualTo(Duration.ofDays(90));
        assertThat(HubConfig.of(Map.of()).retention().of(Kind.EVENT)).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void anEmptyValueIsAsGoodAsNone() throws Exception {
        HubConfig config = HubConfig.read(file("redis:\n  url:\n"), Map.of("HAWSER_POSTGRES_URL", ""), Map.of());
        assertThat(config.redis().url()).isNull();
        assertThat(config.postgres().url()).isNull();
    }

    @Test
    void secretsAreNotRepeatedInComplaints() throws Exception {
        List<Problem> problems = problems(
                file(""), Map.of("HAWSER_REDIS_URL", "redi://me:hush@host", "HAWSER_SETUP_CODE", "not one word"));
        assertThat(problems).hasSize(2);
        assertThat(problems.toString()).doesNotContain("hush").doesNotContain("one word");
    }

    @Test
    void whatKubernetesPutsIntoTheEnvironmentIsNoMistake() throws Exception {
        Map<String, String> environment = Map.of(
                "HAWSER_SERVICE_HOST", "10.0.0.1",
                "HAWSER_PORT", "tcp://10.0.0.1:80",
                "HAWSER_PORT_80_TCP_ADDR", "10.0.0.1",
                "HAWSER_HEAP", "1g");
        assertThat(HubConfig.read(file(""), environment, Map.of())).isEqualTo(HubConfig.of(Map.of()));
    }

    @Test
    void aFileThatIsNoYamlIsOneClearProblem() throws Exception {
        assertThat(problems(file("http: [unclosed"), Map.of())).hasSize(1);
        assertThat(problems(file("a: 1\na: 2"), Map.of())).hasSize(1);
        assertThat(problems(folder.resolve("none.yaml"), Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.help()).isEqualTo("there is no such file"));
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(folder.resolve("hawser.yaml"), yaml);
    }

    private static List<Problem> problems(Path file, Map<String, String> environment) {
        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> HubConfig.read(file, environment, Map.of()));
        return bad.problems();
    }

    private static List<String> sorted(Settings settings) {
        return settings.known().stream().sorted().toList();
    }

    /** The paths of the file's leaves, each of which must have a comment above it or above its neighbour. */
    private static List<String> documented(List<String> lines) {
        Map<Integer, String> parents = new TreeMap<>();
        boolean[] comment = new boolean[1];
        return lines.stream()
                .flatMap(line -> {
                    if (line.isBlank()) {
                        comment[0] = false;
                        return Stream.of();
                    }
                    if (line.strip().startsWith("#")) {
                        comment[0] = true;
                        return Stream.of();
                    }
                    int depth = line.length() - line.stripLeading().length();
                    parents.keySet().removeIf(other -> other >= depth);
                    String name = line.strip().split(":", 2)[0];
                    String path = Stream.concat(parents.values().stream(), Stream.of(name))
                            .reduce((a, b) -> a + "." + b)
                            .orElseThrow();
                    parents.put(depth, name);
                    boolean leaf = !line.strip().endsWith(":") || UNSET.contains(name);
                    return leaf && comment[0] ? Stream.of(path) : Stream.of();
                })
                .sorted()
                .toList();
    }
}
