package io.hawser.bench.rig;

import io.hawser.simulator.wire.HubAddress;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** This very program as a hub of its own process, with the stores that it runs itself. */
public final class Hub implements AutoCloseable {
    public static final int HEAP = 512;
    static final String LOGIN = "root";
    static final String PASSWORD = "correct horse battery";

    /** The program. */
    public static final String MAIN = "io.hawser.app.Hawser";

    private static final String CODE = "bench";
    private static final String READINESS = "/health/ready";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final Duration REST = Duration.ofSeconds(20);
    /** A hub makes its heap small when nothing was written for a minute, and looks for that four times a minute. */
    private static final Duration CALM = Duration.ofSeconds(110);

    private static final Duration ARCHIVING = Duration.ofMinutes(5);
    private static final Pattern ARCHIVED = Pattern.compile("all: (\\d+) rows in ([0-9.]+) s");
    private static final Pattern READY = Pattern.compile("Hawser is ready at (\\S+)");

    private final Lab lab;
    private final Path data;
    private final int port;
    private final Child child;
    private final double startSeconds;
    private @Nullable HubClient root;

    private Hub(Lab lab, Path data, int port, Child child, double startSeconds) {
        this.lab = lab;
        this.data = data;
        this.port = port;
        this.child = child;
        this.startSeconds = startSeconds;
    }

    /** A new one on the hub's core, with its first administrator; PostgreSQL goes to the other core. */
    public static Hub start(Lab lab, int heap) {
        return start(lab, heap, List.of());
    }

    /** The same with further settings, {@code path=value} each. */
    public static Hub start(Lab lab, int heap, List<String> settings) {
        Hub hub = open(lab, lab.fresh("data"), heap, Cores.Place.HUB, settings);
        hub.settle();
        return hub;
    }

    /** On whatever data there is, on any core; nobody is logged in. */
    public static Hub open(Lab lab, Path data, int heap, Cores.Place place) {
        return open(lab, data, heap, place, List.of());
    }

    private static Hub open(Lab lab, Path data, int heap, Cores.Place place, List<String> more) {
        int port = Lab.freePort();
        List<String> command = program(lab, heap);
        command.addAll(List.of("serve", "--port", String.valueOf(port), "--data", data.toString()));
        for (String setting : List.of(
                "setup.code=" + CODE,
                "limits.user.connections=200000",
                "limits.address.connections=200000",
                "limits.device.rate=1000000",
                "limits.terminal.rate=100000",
                "http.host=127.0.0.1")) {
            command.addAll(List.of("--set", setting));
        }
        more.forEach(setting -> command.addAll(List.of("--set", setting)));
        long begun = System.nanoTime();
        Child child = lab.start("hub", place, command);
        boolean up = Waiting.until(
                START, () -> !child.isAlive() || Pages.status(port, READINESS) == HttpURLConnection.HTTP_OK);
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!up || !child.isAlive()) {
            throw new BenchFailure("the hub does not get ready: " + child.lastWords());
        }
        return new Hub(lab, data, port, child, seconds);
    }

    /** Seconds until a hub with the demo's home says that it is ready, on a new folder; it is stopped then. */
    public static double demoSeconds(Lab lab) {
        Path data = lab.fresh("demo");
        List<String> command = program(lab, HEAP);
        command.addAll(
                List.of("serve", "--demo", "--port", "0", "--data", data.toString(), "--set", "http.host=127.0.0.1"));
        long begun = System.nanoTime();
        try (Child child = lab.start("demo", Cores.Place.ANYWHERE, command)) {
            child.await(READY, START);
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            forget(data);
        }
    }

    /** The start of this very program as another process: Java with its options, class path and main class. */
    public static List<String> program(Lab lab, int heap) {
        return program(lab, heap, MAIN);
    }

    /** The same with another main class. */
    public static List<String> program(Lab lab, int heap, String main) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms16m", "-Xmx" + heap + "m"));
        List<String> given = lab.plan().javaOptions();
        if (given.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
            // As scripts/run starts it.
            command.addAll(List.of("-XX:+UseSerialGC"));
        }
        if (trims(Runtime.version())) {
            command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:TrimNativeHeapInterval=15000"));
        }
        command.addAll(given);
        // scripts/run starts the hub with the classes that it has prepared, and this program with the same.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:SharedArchiveFile=") || option.startsWith("-Xlog:cds"))
                .forEach(command::add);
        if (Runtime.version().feature() > 21) {
            // The jar's manifest says the same.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-Djava.awt.headless=true", "-cp", classPath(), main));
        return command;
    }

    /** As scripts/build.sh starts it. */
    private static boolean trims(Runtime.Version java) {
        return switch (java.feature()) {
            case 17 -> java.update() >= 9;
            case 18, 19, 20 -> false;
            case 21 -> java.interim() > 0 || java.update() >= 1;
            default -> true;
        };
    }

    /** The child runs in a folder of its own, so that nothing may be told from here. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    public int port() {
        return port;
    }

    public Path data() {
        return data;
    }

    /** How long it took from its start to its being ready. */
    public double startSeconds() {
        return startSeconds;
    }

    /** The logged-in administrator, who owns everything. */
    public HubClient root() {
        HubClient present = root;
        if (present == null) {
            throw new IllegalStateException("nobody is logged in");
        }
        return present;
    }

    /** A further client of the same administrator, with connections of its own. */
    Future<HubClient> another() {
        HubClient client = client();
        return client.login(LOGIN, PASSWORD).map(client);
    }

    /** Takes a day out of its history into files by the command for that; rows a second, as that tells. */
    public double archived(LocalDate day) {
        List<String> command = program(lab, HEAP);
        command.addAll(List.of("archive", "--before", day.plusDays(1).toString(), "--set", "data=" + data));
        try (Child archive = lab.start("archive", Cores.Place.ANYWHERE, command)) {
            Matcher told = archive.await(ARCHIVED, ARCHIVING);
            return Long.parseLong(told.group(1)) / Double.parseDouble(told.group(2));
        }
    }

    /** What it says at a path of its own, such as {@code /metrics}. */
    public String page(String path) {
        return Pages.text(port, path);
    }

    public long pid() {
        return child.pid();
    }

    /** The embedded Redis, which belongs to the hub's cost. */
    public List<Long> redis() {
        return Processes.pids(Processes.naming(data.resolve("redis")));
    }

    /** The embedded PostgreSQL with all its processes. */
    public List<Long> postgres() {
        return Processes.pids(Processes.families(Processes.naming(data.resolve("postgres"))));
    }

    /** The hub and its Redis. */
    public List<Long> whole() {
        List<Long> all = new ArrayList<>(redis());
        all.add(pid());
        return all;
    }

    /** Resident memory of the hub without its stores, in KiB, once it has given back what it does not need. */
    public long residentKib() {
        Waiting.pass(CALM);
        return Processes.residentKib(pid());
    }

    /** Stands still while others are measured on its core. */
    public void pause() {
        child.pause();
    }

    public void resume() {
        child.resume();
        // What stood still finds its own deadlines and its stores' answers late, and says when it has done with that.
        Waiting.until(REST, () -> Pages.status(port, READINESS) == HttpURLConnection.HTTP_OK);
    }

    /** Sends its PostgreSQL a signal by its name. */
    public void signalPostgres(String name) {
        Processes.signal(name, postgres());
    }

    /** Stops it and leaves its data. */
    public void stop() {
        child.resume();
        HubClient present = root;
        if (present != null) {
            root = null;
            Waiting.of(present.close().otherwiseEmpty());
        }
        child.terminate();
        child.ended(STOP);
    }

    @Override
    public void close() {
        try {
            if (child.isAlive()) {
                stop();
            }
        } catch (BenchFailure slow) {
            lab.say(String.valueOf(slow.getMessage()));
        } finally {
            child.close();
            forget(data);
        }
    }

    private static void forget(Path data) {
        Processes.end(Processes.naming(data), Duration.ofSeconds(10));
        Lab.delete(data);
    }

    private void settle() {
        HubClient client = client();
        Waiting.of(client.setup(CODE, "Root", LOGIN, PASSWORD));
        root = client;
        postgres().forEach(pid -> lab.plan().cores().move(pid, Cores.Place.LOAD));
        lab.learn("Redis", versionOf("redis"));
        lab.learn("PostgreSQL", versionOf("postgres"));
    }

    /** What the store's program says of itself. */
    private String versionOf(String store) {
        return Processes.naming(data.resolve(store)).stream()
                .flatMap(process -> process.info().command().stream())
                .map(program -> Programs.run(List.of(program, "--version")).text())
                .flatMap(text -> text.lines().limit(1))
                .findFirst()
                .orElse("unknown");
    }

    private HubClient client() {
        return new HubClient(lab.vertx(), HubAddress.of("http://127.0.0.1:" + port), Clock.systemUTC());
    }
}
