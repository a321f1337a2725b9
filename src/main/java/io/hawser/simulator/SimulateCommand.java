package io.hawser.simulator;

import io.hawser.simulator.DemoHome.Member;
import io.hawser.simulator.things.Fault;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hawser simulate}: devices that need no workshop. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        header = "Simulates devices that speak to a hub over real sockets, until Ctrl-C.",
        description = {
            "",
            "Without --devices it is a home of a dozen: lights, speakers, a thermostat, a lock, sensors. They belong to the user"
                    + " who logs in, and are found again the next time.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser simulate --login ana                                  a home; asks for the password",
            "  hawser simulate --login ana --devices 200 --model light      two hundred lights",
            "  hawser simulate --login ana --fault kitchen-light=dropout    one of them loses its link at times",
            "",
            "Faults: jam, dropout, lowBattery, stuckSensor, noAck, slow, micFailed, missedWish. A restart mends the last four, and stuckSensor."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final long STATUS_SECONDS = 5;
    private static final long FAREWELL_SECONDS = 8;
    private static final double SECONDS_AN_HOUR = 3600;
    private static final double A_TOUCH_NOW_AND_THEN = 30;

    @Mixin
    private HubAccess access = new HubAccess();

    @Option(names = "--devices", paramLabel = "N", description = "This many devices instead of the home.")
    private @Nullable Integer devices;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "With --devices: all of this model; else of all in turn.")
    private @Nullable String model;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "With --devices: changes a second of each device, about; at most 2. 30 an hour if not given.")
    private @Nullable Double rate;

    @Option(
            names = "--fault",
            paramLabel = "DEVICE=FAULT",
            description = "A fault of one device; may be given several times.")
    private Map<String, String> faults = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "SEED", description = "With the same seed the same happens.")
    private @Nullable Long seed;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "Where the devices' secrets are remembered; simulator.json in the data folder if not given.")
    private @Nullable Path credentials;

    @Option(names = "--clean", description = "Deletes the devices from the hub at the end.")
    private boolean clean;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Vertx vertx = Vertx.vertx();
        try {
            run(vertx, out());
            return 0;
        } catch (CommandFailure | IllegalArgumentException failure) {
            err().println("hawser simulate: " + failure.getMessage());
            return 1;
        } catch (IOException failure) {
            err().println("hawser simulate: the credentials could not be kept: " + failure.getMessage());
            return 1;
        } finally {
            vertx.close().await();
        }
    }

    private void run(Vertx vertx, PrintWriter out) throws IOException {
        List<Member> members = members();
        Map<String, Fault> wrong = wanted(members);
        HubClient hub = Outcome.of(access.open(vertx, Clock.systemUTC()));
        String url = access.address().toString();
        String owner = access.owner();
        Path file = credentials == null ? access.data().resolve("simulator.json") : credentials;
        CredentialFile remembered = new CredentialFile(file);
        Settlement settlement = new Settlement(hub);
        Map<String, DeviceCredentials> known = remembered.read(url, owner);
        Map<String, DeviceCredentials> own = Outcome.of(settlement.settle(members, known));
        Map<String, DeviceCredentials> all = new LinkedHashMap<>(known);
        all.putAll(own);
        remembered.write(url, owner, all);

        DemoHome home = new DemoHome(vertx, Clock.systemUTC(), seed == null ? System.nanoTime() : seed, members);
        Future<Void> started = home.start(access.address(), own);
        wrong.forEach((key, fault) -> home.fault(key, fault, true));
        out.println(members.size() + " devices of " + owner + " at " + url + "; Ctrl-C ends it.");
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            interrupted.countDown();
            try {
                if (!ended.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                    err().println("hawser simulate: the devices did not end in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            watch(home, members.size(), started, interrupted, out);
            Outcome.of(home.stop());
            if (clean) {
                Outcome.of(settlement.clear(all));
                remembered.write(url, owner, Map.of());
            }
            Outcome.of(hub.close());
        } finally {
            ended.countDown();
        }
    }

    private static void watch(
            DemoHome home, int size, Future<Void> started, CountDownLatch interrupted, PrintWriter out) {
        String before = "";
        long quiet = 0;
        try {
            while (!interrupted.await(STATUS_SECONDS, TimeUnit.SECONDS)) {
                Throwable refused = started.cause();
                if (refused != null && home.connected() == 0) {
                    throw new CommandFailure(String.valueOf(refused.getMessage()));
                }
                String links = home.connected() + " of " + size + " online";
                quiet += STATUS_SECONDS;
                // A line when something is different, and one a minute to show that it lives.
                if (!links.equals(before) || quiet >= 60) {
                    Tally tally = home.tally();
                    out.println(String.format(
                            Locale.ROOT,
                            "%s, %d changes stored, %d commands",
                            links,
                            tally.acknowledged(),
                            tally.commands()));
                    before = links;
                    quiet = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Member> members() {
        Integer count = devices;
        if (count == null) {
            if (model != null || rate != null) {
                throw new CommandFailure("--model and --rate go with --devices N");
            }
            return DemoHome.members();
        }
        if (count < 1) {
            throw new CommandFailure("--devices " + count + ": at least one");
        }
        double touches = rate == null ? A_TOUCH_NOW_AND_THEN : rate * SECONDS_AN_HOUR;
        return DemoHome.members(count, model, touches);
    }

    private Map<String, Fault> wanted(List<Member> members) {
        List<String> keys = members.stream().map(Member::key).toList();
        Map<String, Fault> wanted = new LinkedHashMap<>();
        faults.forEach((key, fault) -> {
            if (!keys.contains(key)) {
                throw new CommandFailure("--fault: no device \"" + key + "\"; there are " + String.join(", ", keys));
            }
            wanted.put(key, Fault.of(fault));
        });
        return wanted;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
