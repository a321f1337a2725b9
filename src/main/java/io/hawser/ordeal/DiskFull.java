package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.rig.SmallDisk;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The disk is full: under the hub, under PostgreSQL, under Redis, one after the other. */
final class DiskFull implements Ordeal {
    private static final Duration RED = Duration.ofSeconds(20);
    private static final Duration GREEN = Duration.ofSeconds(90);
    private static final Duration SERVED = Duration.ofSeconds(90);
    private static final double MOST_BLOCKED_MS = 1_000;
    private static final int BURST = 10;

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String title() {
        return "No room on the disk, under load: under the hub's data folder and what it prints, while all devices lose their links and come back;"
                + " under PostgreSQL, first for its tables, then for its log of writes; under Redis, first with `appendfsync always`, then with"
                + " `everysec`. The stores are looked after as a hub looks after its own.";
    }

    @Override
    public String shows() {
        return "no fault, so that nothing acknowledged is lost; a hub that cannot print serves as ever; what needs a store that cannot write is"
                + " answered 503 `UNAVAILABLE` with `Retry-After`, and readiness is red, naming the store, and the disk where the store says so;"
                + " device traffic goes on without PostgreSQL; all recovers by itself once there is room.";
    }

    @Override
    public boolean onSmallDisks() {
        return true;
    }

    @Override
    public Optional<String> obstacle() {
        return SmallDisk.obstacle()
                .map(why -> "no disk can be mounted here (" + why + "); run it as root, or by `unshare -Urm`");
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (Load load = arena.load(trial)) {
            load.begin();
            Waiting.pass(trial.between(trial.seconds(2, 1), trial.seconds(4, 1.5)));
            underTheHub(arena, trial, load);
            Set<String> made = underPostgres(arena, trial, load);
            underRedis(arena, trial, load);
            Waiting.pass(trial.seconds(3, 0.5));
            load.settle();
            trial.judge(load.judge(arena.stores().postgres().url()));
            trial.require(!arena.hub().log().contains("has been blocked"), "the hub's log tells of a blocked thread");
            trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
            made.removeAll(Waiting.of(arena.root().devices()));
            trial.require(made.isEmpty(), made.size() + " devices were made and are not there");
        } finally {
            arena.disks().hub().clear();
            arena.disks().postgres().clear();
            arena.disks().redis().clear();
        }
    }

    private static void underTheHub(Arena arena, Trial trial, Load load) {
        SmallDisk disk = arena.disks().hub();
        disk.fill();
        Probe probe = Probe.start(arena.hub());
        // Each device that goes and comes is a line of the log.
        load.interrupt(Duration.ofMillis(200));
        Waiting.pass(trial.seconds(10, 2));
        served(load, "nothing could be printed");
        trial.require(
                arena.hub().isReady(),
                "not ready because nothing can be printed: " + arena.hub().readiness());
        disk.clear();
        trial.require(
                probe.end() < MOST_BLOCKED_MS,
                "liveness took " + probe.longest() + " ms while nothing could be printed");
        int printed = arena.hub().log().length();
        load.interrupt(Duration.ofMillis(200));
        served(load, "there was room to print");
        trial.require(arena.hub().log().length() > printed, "the hub prints no more, though there is room");
    }

    private static Set<String> underPostgres(Arena arena, Trial trial, Load load) {
        Set<String> made = ConcurrentHashMap.newKeySet();
        SmallDisk disk = arena.disks().postgres();
        disk.fill();
        redFor(arena, trial, "postgresql", "disk");
        Refusals refusals = new Refusals();
        refusals.during(trial.seconds(30, 3), Duration.ofMillis(200), () -> burst(arena, made));
        served(load, "PostgreSQL had no room");
        disk.clear();
        refusals.tell(trial, "PostgreSQL had no room");
        green(arena, trial, "PostgreSQL had room");

        Instant begun = arena.stores().postgres().begun();
        disk.fill();
        arena.stores().postgres().turnLog();
        refusals.during(trial.seconds(20, 3), Duration.ofMillis(200), () -> burst(arena, made));
        served(load, "PostgreSQL had no room for its log of writes");
        disk.clear();
        green(arena, trial, "PostgreSQL had room for its log of writes");
        trial.require(
                arena.stores().postgres().begun().isAfter(begun),
                "PostgreSQL did not stop for want of room for its log of writes, so that nothing is shown of that");
        return new HashSet<>(made);
    }

    private static void underRedis(Arena arena, Trial trial, Load load) {
        String device = load.devices().get(0);
        SmallDisk disk = arena.disks().redis();
        disk.fill();
        redFor(arena, trial, "redis");
        refuse(arena, trial, device, "Redis had no room");
        disk.clear();
        recovered(trial, load, "Redis had room");
        arena.stores().redis().forceEachSecond();
        Waiting.pass(trial.seconds(3, 0.5));

        disk.fill();
        redFor(arena, trial, "redis", "disk");
        refuse(arena, trial, device, "Redis had no room, with everysec");
        disk.clear();
        recovered(trial, load, "Redis had room, with everysec");
    }

    private static void refuse(Arena arena, Trial trial, String device, String when) {
        Refusals refusals = new Refusals();
        refusals.during(
                trial.seconds(30, 2),
                Duration.ofMillis(200),
                () -> arena.root()
                        .call(
                                HttpMethod.PATCH,
                                "/devices/" + device + "/desired",
                                new JsonObject().put("wish", trial.random().nextInt(1000))));
        refusals.tell(trial, when);
    }

    /** Many at once, so that they do not fit into what room PostgreSQL has left within its files. */
    private static Future<?> burst(Arena arena, Set<String> made) {
        Future<String> last = Future.succeededFuture("");
        for (int i = 0; i < BURST; i++) {
            last = arena.root()
                    .createDevice("A device that comes when there is no room for it", "generic")
                    .map(device -> {
                        made.add(device.device());
                        return device.device();
                    });
        }
        return last;
    }

    private static void redFor(Arena arena, Trial trial, String... words) {
        String all = String.join(" and ", words);
        long begun = System.nanoTime();
        boolean[] told = new boolean[1];
        String[] said = {""};
        Waiting.until(RED, () -> {
            said[0] = arena.hub().readiness();
            String lower = said[0].toLowerCase(Locale.ROOT);
            told[0] = lower.contains("not ready");
            for (String word : words) {
                told[0] &= lower.contains(word);
            }
            return told[0];
        });
        trial.require(told[0], "readiness did not name " + all + ": " + said[0]);
        trial.figure("seconds until readiness was red for " + all, (System.nanoTime() - begun) / 1e9);
    }

    private static void green(Arena arena, Trial trial, String since) {
        long begun = System.nanoTime();
        Arena.await("ready once " + since, GREEN, arena.hub()::isReady);
        trial.figure("seconds until ready once " + since, (System.nanoTime() - begun) / 1e9);
    }

    private static void served(Load load, String when) {
        long begun = System.currentTimeMillis();
        Arena.await("all devices served while " + when, SERVED, () -> load.isServedSince(begun));
    }

    private static void recovered(Trial trial, Load load, String since) {
        long begun = System.currentTimeMillis();
        served(load, since);
        trial.figure("seconds until all are served once " + since, (System.currentTimeMillis() - begun) / 1e3);
    }
}
