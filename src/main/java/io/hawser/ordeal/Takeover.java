package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Rival;
import io.hawser.ordeal.load.Scale;
import io.hawser.ordeal.proof.Kept;
import io.hawser.ordeal.rig.HubNode;
import io.hawser.ordeal.rig.KeptLog;
import io.hawser.simulator.wire.DeviceCredentials;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Many connections of one device at once, at two hubs that share their stores. */
final class Takeover implements Ordeal {
    private static final int RIVALS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "takeover";
    }

    @Override
    public String title() {
        return "100 connections of one device at once, half of them at a second hub on the same Redis and PostgreSQL; each reports as soon as it"
                + " is welcomed, and all that are left report again when it is quiet.";
    }

    @Override
    public String shows() {
        return "only one connection's writes are taken in the end; what others write is refused; each of them is told `bye SUPERSEDED` and"
                + " closed 4409; every acknowledged report is stored, once.";
    }

    @Override
    public Scale scale(boolean brief) {
        return new Scale(1, 0, 1, 0);
    }

    @Override
    public void run(Arena arena, Trial trial) {
        DeviceCredentials device = arena.devices(arena.root(), 1).get(0);
        WebSocketClient sockets =
                arena.vertx().createWebSocketClient(new WebSocketClientOptions().setMaxConnections(RIVALS));
        try (HubNode other = arena.another(256, arena.stores().redis().url())) {
            other.start();
            List<Rival> rivals = new ArrayList<>();
            for (int i = 0; i < RIVALS; i++) {
                int port = i % 2 == 0 ? arena.hub().port() : other.port();
                rivals.add(new Rival(arena.vertx(), sockets, port, device, i + 1));
            }
            rivals.forEach(Rival::start);
            Arena.await(
                    "every connection welcomed or closed",
                    PATIENCE,
                    () -> rivals.stream().allMatch(Rival::isDecided));
            // The one of the newest connection is the owner; whoever else is open yet, at the other hub, finds out now.
            rivals.forEach(Rival::reportAgain);
            boolean one = Waiting.until(
                    PATIENCE, () -> rivals.stream().filter(Rival::isOpen).count() == 1);
            trial.figure(
                    "connections open in the end",
                    rivals.stream().filter(Rival::isOpen).count());
            trial.figure(
                    "connections that were welcomed",
                    rivals.stream().filter(Rival::wasWelcomed).count());
            trial.require(
                    one, "in the end " + rivals.stream().filter(Rival::isOpen).count() + " are open");
            boolean served = Waiting.until(
                    PATIENCE, () -> rivals.stream().filter(Rival::isOpen).allMatch(Rival::isServed));
            trial.require(served, "who is left cannot write");
            long others = rivals.stream()
                    .filter(rival -> !rival.isOpen() && rival.isServed())
                    .count();
            trial.require(others == 0, others + " wrote after another had taken over");
            List<Rival> untold = rivals.stream()
                    .filter(rival -> !rival.isOpen() && !rival.wasSuperseded())
                    .toList();
            trial.require(
                    untold.isEmpty(),
                    untold.size() + " were not told SUPERSEDED and 4409, such as "
                            + untold.stream().limit(3).toList());
            Set<Long> acked =
                    rivals.stream().flatMap(rival -> rival.acked().stream()).collect(Collectors.toSet());
            trial.figure("reports acknowledged", acked.size());
            String url = arena.stores().postgres().url();
            boolean stored = Waiting.until(PATIENCE, () -> values(url, device).containsAll(acked));
            List<Long> values = values(url, device);
            trial.require(stored, "acknowledged and not stored: " + (acked.size() - values.size()));
            trial.require(values.size() == Set.copyOf(values).size(), "a report is stored twice");
            // What was stored was acknowledged, or its answer met a connection that was gone.
            trial.figure("reports stored", values.size());
            rivals.forEach(Rival::close);
        } finally {
            Waiting.of(sockets.close());
        }
    }

    private static List<Long> values(String url, DeviceCredentials device) {
        List<Long> values = new ArrayList<>();
        for (Kept entry : KeptLog.inPostgres(url, List.of(device.device()))) {
            Long value = entry.value();
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
