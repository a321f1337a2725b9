package io.hawser.ordeal;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.load.Person;
import io.hawser.ordeal.rig.Disks;
import io.hawser.ordeal.rig.FalseClock;
import io.hawser.ordeal.rig.HubNode;
import io.hawser.ordeal.rig.Stores;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.HubAddress;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where an ordeal takes place: stores, a hub, its first administrator. When it closes none of them runs any more. */
final class Arena implements AutoCloseable {
    private static final String PASSWORD = "correct horse battery";
    private static final Map<String, String> USUAL = Map.of(
            "session.heartbeat", "5s",
            "terminal.heartbeat", "5s",
            // Here it is the links and the hub that come and go.
            "session.flapping.connections", "1000000");
    private static final int AT_ONCE = 20;

    private final Lab lab;
    private final @Nullable Disks disks;
    private final @Nullable FalseClock clock;
    private final Stores stores;
    private final HubNode hub;
    private final HubClient root;
    private final Map<String, String> settings;
    private int logins;

    /** What this ordeal needs. */
    Arena(Lab lab, Ordeal ordeal) {
        this.lab = lab;
        disks = ordeal.onSmallDisks() ? new Disks(lab) : null;
        clock = ordeal.byFalseClock() ? new FalseClock(lab) : null;
        stores = disks == null ? new Stores(lab) : new Stores(lab, disks);
        Map<String, String> all = new HashMap<>(USUAL);
        all.put("redis.url", stores.redis().url());
        all.put("postgres.url", stores.postgres().url());
        all.putAll(ordeal.settings());
        settings = Map.copyOf(all);
        hub = new HubNode(lab, ordeal.heap(), settings, disks == null ? null : disks.hub(), clock);
        hub.start();
        root = client();
        Waiting.of(root.setup(HubNode.CODE, "Root", "root", PASSWORD));
    }

    Lab lab() {
        return lab;
    }

    Vertx vertx() {
        return lab.vertx();
    }

    Stores stores() {
        return stores;
    }

    HubNode hub() {
        return hub;
    }

    /**
     * Another node of this installation, which does not run yet; to be closed.
     *
     * @param heap in MiB
     * @param redisUrl where it finds Redis
     */
    HubNode another(int heap, String redisUrl) {
        Map<String, String> its = new HashMap<>(settings);
        its.put("redis.url", redisUrl);
        HubNode node = new HubNode(lab, heap, its);
        node.joins(hub);
        return node;
    }

    /** The disks that all is on, where the ordeal wants small ones. */
    Disks disks() {
        return Objects.requireNonNull(disks);
    }

    /** What the hub takes for the host's clock, where the ordeal wants a false one. */
    FalseClock clock() {
        return Objects.requireNonNull(clock);
    }

    /** The first administrator. */
    HubClient root() {
        return root;
    }

    /** A load at the hub's own door, connected. */
    Load load(Trial trial) {
        return load(trial, hub.address(), hub.address());
    }

    /** A load that does everything, REST as well, at this door, with people and devices that nobody had before, connected. */
    Load load(Trial trial, HubAddress door) {
        return load(trial, door, door, people(trial.scale().people(), door));
    }

    /** A load at these doors, with people and devices that nobody had before, connected. */
    Load load(Trial trial, HubAddress deviceDoor, HubAddress terminalDoor) {
        return load(trial, deviceDoor, terminalDoor, people(trial.scale().people()));
    }

    private Load load(Trial trial, HubAddress deviceDoor, HubAddress terminalDoor, List<Person> people) {
        List<DeviceCredentials> devices =
                devices(people.get(0).client(), trial.scale().devices());
        try {
            Path folder = Files.createDirectory(lab.fresh("notes"));
            trial.noting(folder);
            return new Load(vertx(), folder, trial.scale(), trial.seed(), deviceDoor, terminalDoor, people, devices);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Members of the hub, logged in. */
    List<Person> people(int count) {
        return people(count, hub.address());
    }

    private List<Person> people(int count, HubAddress door) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String login = "person" + ++logins;
            JsonObject body = new JsonObject()
                    .put("login", login)
                    .put("name", "Person " + logins)
                    .put("password", PASSWORD)
                    .put("role", "member");
            HubClient client = new HubClient(vertx(), door, Clock.systemUTC());
            String id = Waiting.of(root.call(HttpMethod.POST, "/users", body)
                    .compose(made -> client.login(login, PASSWORD))
                    .map(user -> user.getString("id")));
            people.add(new Person(id, login, client));
        }
        return people;
    }

    /** Logs everybody in anew, after their log-ins were lost. */
    void loginAgain(List<Person> people) {
        Waiting.of(root.login("root", PASSWORD));
        people.forEach(person -> Waiting.of(person.client().login(person.login(), PASSWORD)));
    }

    /** Devices that this person owns. */
    List<DeviceCredentials> devices(HubClient owner, int count) {
        List<DeviceCredentials> made = new ArrayList<>();
        while (made.size() < count) {
            List<Future<DeviceCredentials>> some = new ArrayList<>();
            for (int i = made.size(); i < Math.min(count, made.size() + AT_ONCE); i++) {
                some.add(owner.createDevice("Device " + i, "generic"));
            }
            Waiting.of(Future.all(some));
            some.forEach(one -> made.add(one.result()));
        }
        return made;
    }

    /** A client of the hub that nobody is logged in with. */
    HubClient client() {
        return new HubClient(vertx(), hub.address(), Clock.systemUTC());
    }

    /** Starts the hub after it was killed; fails when it cannot. */
    double hubAgain() {
        return hub.start();
    }

    /** Waits for something that must come. */
    static void await(String what, Duration patience, BooleanSupplier condition) {
        if (!Waiting.until(patience, condition)) {
            throw new BenchFailure("after " + patience.toSeconds() + " s still not: " + what);
        }
    }

    @Override
    public void close() {
        hub.close();
        stores.close();
        if (disks != null) {
            disks.close();
        }
    }
}
