package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.rig.Balancer;
import io.hawser.ordeal.rig.HubNode;
import io.hawser.ordeal.rig.Redis;
import io.hawser.ordeal.rig.TcpProxy;
import io.hawser.simulator.wire.HubAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Two nodes of one installation, of which each in turn is killed, and which lose what ties them to each other. */
final class Nodes implements Ordeal {
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final int CUTS = 3;

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public String title() {
        return "Two hubs on the same Redis and PostgreSQL under load, with all clients in turn at either: three times all publish/subscribe links are"
                + " killed (`CLIENT KILL`); then Redis is killed and started again; then one node can't reach Redis for 12 s (6 s in the short form),"
                + " so that its calls are not answered; then that node is killed (`kill -9`) and started again, and in the full form the other as well.";
    }

    @Override
    public String shows() {
        return "no fault; publish/subscribe links are revived within 5 s each time; those that were at a node that was killed come back at the"
                + " other one by resume, and none that had a cursor is sent a snapshot.";
    }

    @Override
    public void run(Arena arena, Trial trial) {
        Redis redis = arena.stores().redis();
        URI address = URI.create(redis.url());
        try (TcpProxy way = new TcpProxy(arena.vertx(), address.getHost(), address.getPort());
                HubNode other = arena.another(384, redis.url().replace(":" + address.getPort(), ":" + way.port()));
                Balancer door = new Balancer(arena.vertx(), List.of(arena.hub().port(), other.port()))) {
            other.start();
            try (Load load = arena.load(trial, HubAddress.of("http://127.0.0.1:" + door.port()))) {
                NodeLinks links = new NodeLinks(redis, load.devices().size());
                load.begin();
                links.await();
                trial.require(devices(arena.hub()) > 0 && devices(other) > 0, "one of the nodes has no device");
                cut(trial, redis, load, links);
                killRedis(trial, redis, load, links);
                part(trial, way, load, links);
                long killed = System.currentTimeMillis();
                kill(trial, other, load, "the second");
                if (!trial.brief()) {
                    door.spread();
                    Arena.await("everybody back at both nodes", BACK, load::isBack);
                    links.await();
                    kill(trial, arena.hub(), load, "the first");
                }
                Waiting.pass(trial.seconds(4, 1));
                load.settle();
                Load.Judged judged = load.judge(arena.stores().postgres().url());
                trial.judge(judged);
                Comebacks.require(trial, judged.evidence(), killed);
                trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
                trial.require(!other.leaks(), "the second node's log tells of a buffer that was never released");
            }
        }
    }

    private static double devices(HubNode node) {
        return node.metric("hawser_devices_connected");
    }

    private static void cut(Trial trial, Redis redis, Load load, NodeLinks links) {
        for (int time = 1; time <= CUTS; time++) {
            Waiting.pass(trial.between(trial.seconds(2, 0.5), trial.seconds(4, 1)));
            redis.cutSubscribers();
            links.revive(trial, "CLIENT KILL, time " + time);
        }
        served(load, "links were killed");
    }

    private static void killRedis(Trial trial, Redis redis, Load load, NodeLinks links) {
        redis.kill();
        redis.again();
        links.revive(trial, "a kill -9 of Redis");
        served(load, "Redis was killed");
    }

    private static void part(Trial trial, TcpProxy way, Load load, NodeLinks links) {
        way.swallow(true);
        Waiting.pass(trial.seconds(12, 6));
        way.swallow(false);
        way.cut();
        links.revive(trial, "a node could not reach Redis");
        served(load, "a node could not reach Redis");
    }

    /** And it is started again once all are at the one that is left. */
    private static void kill(Trial trial, HubNode node, Load load, String which) {
        Waiting.pass(trial.between(trial.seconds(2, 0.5), trial.seconds(4, 1)));
        trial.figure("devices at " + which + " node when it was killed", devices(node));
        trial.printed(node.log());
        node.kill();
        long begun = System.nanoTime();
        served(load, which + " node was killed");
        trial.figure(
                "seconds from the end of " + which + " node until all are served at the other",
                (System.nanoTime() - begun) / 1e9);
        node.start();
    }

    private static void served(Load load, String after) {
        long since = System.currentTimeMillis();
        Arena.await("everybody back and served after " + after, BACK, () -> load.isServedSince(since));
    }
}
