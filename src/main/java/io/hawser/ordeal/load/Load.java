package io.hawser.ordeal.load;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.proof.Checker;
import io.hawser.ordeal.proof.Evidence;
import io.hawser.ordeal.proof.Recorder;
import io.hawser.ordeal.proof.Verdict;
import io.hawser.ordeal.rig.KeptLog;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.DeviceOptions;
import io.hawser.simulator.wire.HubAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** All clients of a trial. Its methods block and are for the trial's own thread. */
public final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TRAILING = Duration.ofSeconds(20);
    private static final int LOOKS = 3;
    private static final long COMMAND_MS = 1_500;
    private static final int SLOW = 5;
    private static final String TERMINAL = "terminal-";

    private final Vertx vertx;
    private final Path folder;
    private final Scale scale;
    private final List<Person> people;
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<LoadDevice> devices = new ArrayList<>();
    private final List<LoadTerminal> terminals = new ArrayList<>();
    private final List<Long> timers = new ArrayList<>();
    private final WebSocketClient sockets;
    private final Sharing sharing;

    /**
     * Connects everybody and returns when all are up to date.
     *
     * @param folder where the clients note, and which is empty
     * @param deviceDoor where devices connect
     * @param terminalDoor where terminals connect
     * @param people of whom the first owns the devices
     */
    public Load(
            Vertx vertx,
            Path folder,
            Scale scale,
            long seed,
            HubAddress deviceDoor,
            HubAddress terminalDoor,
            List<Person> people,
            List<DeviceCredentials> credentials) {
        this.vertx = vertx;
        this.folder = folder;
        this.scale = scale;
        this.people = List.copyOf(people);
        SplittableRandom random = new SplittableRandom(seed);
        Clock clock = Clock.systemUTC();
        sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(100_000)
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(1 << 20));
        for (DeviceCredentials one : credentials) {
            devices.add(new LoadDevice(
                    vertx,
                    sockets,
                    DeviceOptions.of(deviceDoor, one, "generic"),
                    recorder(one.device()),
                    clock,
                    random.split()));
        }
        for (int i = 0; i < scale.terminals(); i++) {
            String name = TERMINAL + i;
            terminals.add(new LoadTerminal(
                    vertx,
                    sockets,
                    terminalDoor,
                    people.get(i % people.size()),
                    name,
                    isSlow(name),
                    recorder(name),
                    clock,
                    random.split()));
        }
        sharing = new Sharing(
                vertx,
                people.get(0),
                people.subList(1, people.size()),
                devices(),
                recorder("sharing"),
                clock,
                random.split());
        Waiting.of(sharing.begin());
        Waiting.of(Future.all(devices.stream().map(LoadDevice::start).toList()));
        Waiting.of(Future.all(terminals.stream().map(LoadTerminal::start).toList()));
    }

    private Recorder recorder(String client) {
        Recorder recorder = new Recorder(folder, client);
        recorders.add(recorder);
        return recorder;
    }

    /** Reports, commands and shares from now on. */
    public void begin() {
        devices.forEach(device -> device.report(scale.perSecond()));
        terminals.forEach(terminal -> timers.add(
                vertx.setPeriodic(1 + timers.size() * 97L % COMMAND_MS, COMMAND_MS, tick -> terminal.command())));
        sharing.start();
    }

    /** The devices' ids. */
    public List<String> devices() {
        return devices.stream().map(LoadDevice::id).toList();
    }

    /** Whether a terminal reads slowly, by its name. */
    public static boolean isSlow(String terminal) {
        int number = Integer.parseInt(terminal.substring(TERMINAL.length()));
        return number % SLOW == SLOW - 1;
    }

    /** Whose terminals these are; the first owns the devices. */
    public List<Person> people() {
        return people;
    }

    /** Whether every device, and every terminal that reads as fast as it can, is connected and up to date. */
    public boolean isBack() {
        return devices.stream().allMatch(LoadDevice::isConnected)
                && terminals.stream().allMatch(LoadTerminal::isCurrent);
    }

    /** Whether all are back and a report of every device that it sent after this moment was acknowledged. */
    public boolean isServedSince(long millis) {
        return isBack() && devices.stream().allMatch(device -> device.served() >= millis);
    }

    /** How many reports wait for their acknowledgement. */
    public int waiting() {
        return devices.stream().mapToInt(LoadDevice::waiting).sum();
    }

    /** What the hub said to devices that it will not have any more. */
    public List<String> lockedOut() {
        return devices.stream()
                .filter(device -> device.refusal() != null)
                .map(device -> device.id() + ": " + device.refusal())
                .toList();
    }

    /** Every device loses its link without a word, for so long. */
    public void interrupt(Duration away) {
        devices.forEach(device -> device.interrupt(away));
    }

    /** Ends the load and waits until everything has its answer; fails when something never has. */
    public void settle() {
        devices.forEach(LoadDevice::hush);
        timers.forEach(vertx::cancelTimer);
        timers.clear();
        sharing.stop();
        terminals.forEach(LoadTerminal::hurry);
        boolean quiet = Waiting.until(
                PATIENCE,
                () -> waiting() == 0
                        && terminals.stream().allMatch(terminal -> terminal.waiting() == 0)
                        && sharing.isQuiet()
                        && isBack());
        if (!quiet) {
            throw new BenchFailure("after " + PATIENCE.toSeconds() + " s " + waiting() + " reports and "
                    + terminals.stream().mapToInt(LoadTerminal::waiting).sum() + " commands have no answer, "
                    + devices.stream().filter(device -> !device.isConnected()).count() + " devices and "
                    + terminals.stream()
                            .filter(terminal -> !terminal.isCurrent())
                            .count()
                    + " terminals are not back" + (lockedOut().isEmpty() ? "" : "; locked out: " + lockedOut()));
        }
    }

    /** What is known by now. */
    public Evidence evidence(String postgresUrl) {
        recorders.forEach(Recorder::flush);
        return new Evidence(
                Recorder.read(folder),
                KeptLog.overRest(people.get(0).client(), devices()),
                KeptLog.inPostgres(postgresUrl, devices()));
    }

    /** The verdict once what trails behind has come; what then is still a fault, is one. */
    public Judged judge(String postgresUrl) {
        return judge(postgresUrl, UnaryOperator.identity());
    }

    /** The same, seen in another light. */
    public Judged judge(String postgresUrl, UnaryOperator<Evidence> light) {
        long end = System.nanoTime() + TRAILING.toNanos();
        // To look once takes long where much was noted, and what came meanwhile was seen in part.
        for (int looks = 1; ; looks++) {
            Evidence evidence = light.apply(evidence(postgresUrl));
            Verdict verdict = Checker.check(evidence);
            if (verdict.isClean() || (looks >= LOOKS && System.nanoTime() > end)) {
                return new Judged(evidence, verdict);
            }
            Waiting.pass(Duration.ofSeconds(1));
        }
    }

    /** A verdict with what it is founded on. */
    public record Judged(Evidence evidence, Verdict verdict) {}

    @Override
    public void close() {
        timers.forEach(vertx::cancelTimer);
        sharing.stop();
        terminals.forEach(LoadTerminal::stop);
        devices.forEach(LoadDevice::stop);
        recorders.forEach(Recorder::close);
        Waiting.of(sockets.close());
    }
}
