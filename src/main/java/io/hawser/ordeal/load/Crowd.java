package io.hawser.ordeal.load;

import io.hawser.bench.rig.Waiting;
import io.hawser.simulator.wire.DeviceClient;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.DeviceListener;
import io.hawser.simulator.wire.DeviceOptions;
import io.hawser.simulator.wire.HubAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Many devices that do nothing but be there, from several addresses. Its methods block and are for the trial's own thread. */
public final class Crowd implements AutoCloseable {
    private static final int SOURCES = 8;
    private static final int AT_ONCE = 200;
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);

    private final List<WebSocketClient> sources = new ArrayList<>();
    private final List<DeviceClient> devices = new ArrayList<>();
    private final AtomicInteger welcomes = new AtomicInteger();
    private final AtomicInteger unresumed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Listener listener = new Listener();
    private boolean begun;

    private final class Listener implements DeviceListener {
        @Override
        public void connected(boolean resumed, Map<String, Object> wanted) {
            welcomes.incrementAndGet();
            if (!resumed) {
                unresumed.incrementAndGet();
            }
        }

        @Override
        public void refused(String reason) {
            refused.incrementAndGet();
        }
    }

    public Crowd(Vertx vertx, HubAddress hub, List<DeviceCredentials> credentials, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < SOURCES; i++) {
            sources.add(vertx.createWebSocketClient(new WebSocketClientOptions()
                    .setMaxConnections(credentials.size())
                    .setLocalAddress("127.0.0." + (i + 1))));
        }
        for (DeviceCredentials one : credentials) {
            devices.add(new DeviceClient(
                    vertx,
                    sources.get(devices.size() % SOURCES),
                    DeviceOptions.of(hub, one, "generic").withRetries(FIRST_RETRY, LONGEST_RETRY),
                    Clock.systemUTC(),
                    random.split()));
        }
    }

    /** Connects all in good order. */
    public void start() {
        for (int i = 0; i < devices.size(); i += AT_ONCE) {
            Waiting.of(Future.all(devices.subList(i, Math.min(devices.size(), i + AT_ONCE)).stream()
                    .map(device -> device.start(listener))
                    .toList()));
        }
        unresumed.set(0);
        begun = true;
    }

    /** All lose their links in the same moment. */
    public void loseAll() {
        welcomes.set(0);
        devices.forEach(device -> device.interrupt(Duration.ofMillis(1)));
    }

    /** Whether all have been welcomed since {@link #loseAll}. */
    public boolean isBack() {
        return begun && welcomes.get() >= devices.size() && devices.stream().allMatch(DeviceClient::isConnected);
    }

    /** How many came back without their session. */
    public int unresumed() {
        return unresumed.get();
    }

    /** How many the hub will not have any more. */
    public int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        devices.forEach(DeviceClient::stop);
        Waiting.until(Duration.ofSeconds(10), () -> devices.stream().noneMatch(DeviceClient::isConnected));
        sources.forEach(source -> Waiting.of(source.close()));
    }
}
