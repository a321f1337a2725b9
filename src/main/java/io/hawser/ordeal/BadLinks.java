package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.proof.Kept;
import io.hawser.ordeal.rig.KeptLog;
import io.hawser.ordeal.rig.TcpProxy;
import io.hawser.simulator.wire.HubAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every client is behind a link that is cut, slow, resetting and dead without a word. */
final class BadLinks implements Ordeal {
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration LATEST = HEARTBEAT.multipliedBy(3).dividedBy(2);
    /** What it may take on a busy machine until an entry lies in PostgreSQL, where it is looked for. */
    private static final Duration STORED = Duration.ofSeconds(1);

    private static final double RESETS = 0.01;
    private static final Duration BETWEEN_RESETS = Duration.ofMillis(100);

    @Override
    public String name() {
        return "links";
    }

    @Override
    public String title() {
        return "All clients behind a proxy, under load: all links cut at once; each byte 200 ms later each way; one link in a hundred reset each"
                + " tenth of a second; all links half-open, so that nothing arrives and nobody is told. A heartbeat is 2 s.";
    }

    @Override
    public String shows() {
        return "no fault, so that order is kept; a half-open device is offline within 1.5 heartbeats (and one second until that is found in"
                + " PostgreSQL), by one entry; all come back by resume.";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "session.heartbeat", HEARTBEAT.toSeconds() + "s", "terminal.heartbeat", HEARTBEAT.toSeconds() + "s");
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (TcpProxy link =
                new TcpProxy(arena.vertx(), "127.0.0.1", arena.hub().port())) {
            HubAddress door = HubAddress.of("http://127.0.0.1:" + link.port());
            try (Load load = arena.load(trial, door, door)) {
                load.begin();
                long begun = System.currentTimeMillis();
                Waiting.pass(trial.between(trial.seconds(2, 0.5), trial.seconds(3, 1)));
                link.cut();
                Arena.await("everybody back after the cut", BACK, load::isBack);

                link.delay(200);
                Waiting.pass(trial.seconds(8, 1.5));
                // On the same connection what is quick again would overtake what is slow yet.
                link.cut();
                link.delay(0);
                Arena.await("everybody back after the slow link", BACK, load::isBack);

                long end = System.nanoTime() + trial.seconds(10, 2).toNanos();
                while (System.nanoTime() < end) {
                    link.cutSome(RESETS, trial.random());
                    Waiting.pass(BETWEEN_RESETS);
                }
                Arena.await("everybody back after the resets", BACK, load::isBack);

                halfOpen(arena, trial, load, link);
                Waiting.pass(trial.seconds(2, 0.5));
                load.settle();
                Load.Judged judged = load.judge(arena.stores().postgres().url());
                trial.judge(judged);
                Comebacks.require(trial, judged.evidence(), begun);
            }
        }
    }

    private static void halfOpen(Arena arena, Trial trial, Load load, TcpProxy link) {
        Map<String, Long> before = offline(arena, load);
        link.swallow(true);
        long begun = System.nanoTime();
        List<String> devices = load.devices();
        Waiting.until(
                LATEST.plus(STORED).plusSeconds(5),
                () -> offline(arena, load).entrySet().stream()
                        .allMatch(device -> device.getValue() > before.getOrDefault(device.getKey(), 0L)));
        double seconds = (System.nanoTime() - begun) / 1e9;
        trial.figure("seconds until half-open devices were offline in PostgreSQL, the last of them", seconds);
        trial.require(
                seconds * 1000 <= LATEST.plus(STORED).toMillis(),
                "the last half-open device was offline after " + seconds + " s, with a heartbeat of "
                        + HEARTBEAT.toSeconds() + " s");
        Waiting.pass(STORED);
        Map<String, Long> after = offline(arena, load);
        long many = devices.stream()
                .filter(device -> after.getOrDefault(device, 0L) - before.getOrDefault(device, 0L) != 1)
                .count();
        trial.require(many == 0, many + " half-open devices have not exactly one entry for it");
        link.cut();
        link.swallow(false);
        Arena.await("everybody back after the half-open links", BACK, load::isBack);
    }

    /** How many entries say of each device that it is offline. */
    private static Map<String, Long> offline(Arena arena, Load load) {
        return KeptLog.inPostgres(arena.stores().postgres().url(), load.devices()).stream()
                .filter(entry -> entry.kind().equals("presence") && "offline".equals(entry.status()))
                .collect(Collectors.groupingBy(Kept::device, Collectors.counting()));
    }
}
