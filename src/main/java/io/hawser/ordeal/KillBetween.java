package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.rig.TcpProxy;
import io.hawser.simulator.wire.HubAddress;
import java.net.URI;
import java.time.Duration;

/**
 * The hub is killed between two things that belong together. What the one asked for is carried and its answer kept back by a
 * proxy, so that it happened and was never heard of; then the hub dies.
 */
final class KillBetween implements Ordeal {
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final Duration FALLS = Duration.ofSeconds(15);
    /** Long enough for a script, and shorter than the hub's patience with Redis. */
    private static final Duration HELD = Duration.ofMillis(400);

    /** Of all calls to Redis only the one that opens a session names the device's firmware, as RESP has it. */
    private static final String HELLO = "\r\n1.0.0\r\n";

    @Override
    public String name() {
        return "kill-between";
    }

    @Override
    public String title() {
        return "`kill -9` of the hub, one after the other in each seed: after Redis did what devices and terminals asked for and before the hub"
                + " heard of it; after `sent` and before the devices' words arrive; after Redis rotated resume tokens and before"
                + " the hub heard of it; after the hub rotated them and before the devices' welcomes arrive. Proxies keep the answers"
                + " back.";
    }

    @Override
    public String shows() {
        return "no fault; nobody is locked out, and every device comes back by resume though its newest token was lost on the way.";
    }

    @Override
    public void run(Arena arena, Trial trial) {
        URI redis = URI.create(arena.stores().redis().url());
        try (TcpProxy behind = new TcpProxy(arena.vertx(), redis.getHost(), redis.getPort());
                TcpProxy front =
                        new TcpProxy(arena.vertx(), "127.0.0.1", arena.hub().port())) {
            arena.hub().kill();
            arena.hub().set("redis.url", redis.toString().replace(":" + redis.getPort(), ":" + behind.port()));
            arena.hubAgain();
            try (Load load = arena.load(
                    trial,
                    HubAddress.of("http://127.0.0.1:" + front.port()),
                    arena.hub().address())) {
                load.begin();
                long begun = System.currentTimeMillis();
                Waiting.pass(trial.between(trial.seconds(2, 0.7), trial.seconds(4, 1.2)));

                behind.hold(true);
                Waiting.pass(HELD);
                killed(arena, trial, load, behind, front, "script and acknowledgement");

                // Their words, acknowledgements of commands among them, are held while the hub goes on sending.
                front.holdUp(true);
                Waiting.pass(trial.seconds(1.5, 1));
                killed(arena, trial, load, behind, front, "sent and the device's word");

                behind.trap(asked -> asked.contains(HELLO));
                load.interrupt(Duration.ofMillis(10));
                boolean fell = Waiting.until(FALLS, behind::isSprung);
                trial.require(fell, "no rotation of a token was caught on its way to Redis");
                Waiting.pass(HELD);
                killed(arena, trial, load, behind, front, "a rotation and the hub");

                front.hold(true);
                load.interrupt(Duration.ofMillis(10));
                Waiting.pass(trial.seconds(1.5, 1));
                killed(arena, trial, load, behind, front, "a rotation and its welcome");

                Waiting.pass(trial.seconds(2, 0.5));
                load.settle();
                Load.Judged judged = load.judge(arena.stores().postgres().url());
                trial.judge(judged);
                Comebacks.require(trial, judged.evidence(), begun);
                trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
            }
        }
    }

    private static void killed(Arena arena, Trial trial, Load load, TcpProxy behind, TcpProxy front, String between) {
        trial.figure("reports on their way, between " + between, load.waiting());
        arena.hub().kill();
        for (TcpProxy proxy : new TcpProxy[] {behind, front}) {
            proxy.disarm();
            proxy.cut();
            proxy.hold(false);
            proxy.holdUp(false);
        }
        arena.hubAgain();
        Arena.await("everybody back after " + between, BACK, load::isBack);
    }
}
