package io.hawser.simulator;

import io.hawser.simulator.things.Fault;
import io.hawser.simulator.things.Surroundings;
import io.hawser.simulator.things.Thing;
import io.hawser.simulator.things.Things;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.DeviceOptions;
import io.hawser.simulator.wire.HubAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A home of simulated devices that speak to a hub over real sockets. Safe for use by any thread. */
public final class DemoHome {
    /** More than anybody simulates; the client knows no "as many as it takes". */
    private static final int LINKS = 1_000_000;

    /** Slow things run this much faster than life, so that somebody who watches sees them move. */
    private static final double QUICK = 8;

    private static final double LIFELIKE = 1;
    private static final int LARGEST_FRAME = 1 << 20;

    private static final List<Member> HOME = List.of(
            new Member("Living room light", "light", LIFELIKE, 60),
            new Member("Kitchen light", "light", LIFELIKE, 60),
            new Member("Bedroom light", "light", LIFELIKE, 20),
            new Member("Living room speaker", "speaker", QUICK, 6),
            new Member("Kitchen speaker", "speaker", QUICK, 3),
            new Member("Thermostat", "thermostat", QUICK, 1),
            new Member("Front door lock", "lock", LIFELIKE, 12),
            new Member("Coffee plug", "plug", LIFELIKE, 15),
            new Member("Fan", "fan", LIFELIKE, 15),
            new Member("Hall motion", "motion", LIFELIKE, 200),
            new Member("Front door contact", "contact", LIFELIKE, 60),
            new Member("Balcony temperature", "temperature", QUICK, 0));

    private final Vertx vertx;
    private final Clock clock;
    private final SplittableRandom random;
    private final List<Member> members;
    private final Tally tally = new Tally();
    private final Map<String, SimulatedDevice> devices = new LinkedHashMap<>();
    private @Nullable WebSocketClient sockets;

    /**
     * One device of a home.
     *
     * @param name what people call it
     * @param pace how many seconds of its time pass in one of ours
     * @param touchesAnHour how often somebody uses it by hand in a busy hour
     */
    public record Member(String name, String model, double pace, double touchesAnHour) {
        /** The name as one word, {@code kitchen-light}: by it the command line and credentials mean this one. */
        public String key() {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        }
    }

    /** A home of these members. With the same seed and clock its devices do the same. */
    public DemoHome(Vertx vertx, Clock clock, long seed, Collection<Member> members) {
        this.vertx = vertx;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        this.members = List.copyOf(members);
    }

    /** The home that {@code --demo} shows: a dozen devices, something of which changes every few seconds. */
    public static List<Member> members() {
        return HOME;
    }

    /** Any number of devices, of one model or of the home's models in turn, each used so often an hour. */
    public static List<Member> members(int count, @Nullable String model, double touchesAnHour) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String kind = model == null ? HOME.get(i % HOME.size()).model() : model;
                    String title = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
                    return new Member(title + " " + (i + 1), kind, LIFELIKE, touchesAnHour);
                })
                .toList();
    }

    /**
     * Switches all devices on; succeeds once all are welcomed and fails when the hub will not have one.
     *
     * @param credentials by {@link Member#key}; members without are left out
     */
    public synchronized Future<Void> start(HubAddress hub, Map<String, DeviceCredentials> credentials) {
        WebSocketClient shared = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(LINKS)
                .setMaxFrameSize(LARGEST_FRAME)
                .setMaxMessageSize(LARGEST_FRAME));
        sockets = shared;
        List<Future<Void>> welcomes = new ArrayList<>();
        for (Member member : members) {
            Surroundings around = new Surroundings(clock, random.split());
            DeviceCredentials own = credentials.get(member.key());
            if (own != null) {
                Thing thing = Things.of(member.model(), around);
                thing.touchedBySomebody(member.touchesAnHour());
                SimulatedDevice device = new SimulatedDevice(
                        vertx, shared, DeviceOptions.of(hub, own, member.model()), thing, member.pace(), around, tally);
                devices.put(member.key(), device);
                welcomes.add(device.start());
            }
        }
        return Future.join(welcomes).mapEmpty();
    }

    /** Switches all devices off, each with a good-bye. */
    public synchronized Future<Void> stop() {
        List<Future<Void>> farewells =
                devices.values().stream().map(SimulatedDevice::stop).toList();
        devices.clear();
        WebSocketClient shared = sockets;
        sockets = null;
        return Future.join(farewells)
                .transform(said -> shared == null ? Future.succeededFuture() : shared.close())
                .mapEmpty();
    }

    /** Switches a fault of one device on or off; fails with {@link IllegalArgumentException} that lists the devices. */
    public synchronized void fault(String key, Fault fault, boolean on) {
        SimulatedDevice device = devices.get(key);
        if (device == null) {
            throw new IllegalArgumentException(
                    "no device \"" + key + "\"; there are " + String.join(", ", devices.keySet()));
        }
        device.fault(fault, on);
    }

    /** How many devices' links stand. */
    public synchronized int connected() {
        return (int)
                devices.values().stream().filter(SimulatedDevice::isConnected).count();
    }

    /** What they have done. */
    public Tally tally() {
        return tally;
    }
}
