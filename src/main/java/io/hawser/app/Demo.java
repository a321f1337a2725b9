package io.hawser.app;

import io.hawser.app.DemoFile.Person;
import io.hawser.simulator.DemoHome;
import io.hawser.simulator.DemoHome.Member;
import io.hawser.simulator.things.Fault;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.HubAddress;
import io.hawser.simulator.wire.HubClient;
import io.hawser.simulator.wire.HubRefusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A home that lives: an administrator, Ana whose home it is, Ben with whom she shares it, and simulated devices. All of it goes
 * the way that anybody's goes, through the hub's own REST interface and sockets. What exists already is taken as it is, also
 * on later starts, save that a device which somebody removed stays away.
 */
final class Demo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final int UNAUTHENTICATED = 401;
    private static final long PATIENCE_SECONDS = 60;
    private static final long SEED = 7;

    /** When something hangs that the hub is to mend, so that somebody who watches sees it do that. */
    private static final Duration MISHAP = Duration.ofSeconds(45);

    private static final String UNLUCKY = "kitchen-speaker";

    private final Hub hub;
    private final DemoFile file;
    private final DemoHome home;
    /** Devices made at this start, which the list taken before does not know. */
    private final Set<String> fresh = ConcurrentHashMap.newKeySet();

    private long mishap = -1;

    private Demo(Hub hub, DemoFile file) {
        this.hub = hub;
        this.file = file;
        this.home = new DemoHome(hub.vertx(), hub.clock(), SEED, DemoHome.members());
    }

    /**
     * Makes what is missing and switches the devices on; blocks. Fails with a {@link StartFailure} on a hub that people have set
     * up for themselves.
     */
    static Demo start(Hub hub) {
        Path path = hub.folder().path().resolve("demo.json");
        DemoFile file = DemoFile.read(path).orElseGet(() -> {
            if (hub.setupCode().isEmpty()) {
                throw new StartFailure(
                        "--demo is for a hub without people, and this one has some: choose another --data");
            }
            return DemoFile.make(path);
        });
        Demo demo = new Demo(hub, file);
        HubAddress address = HubAddress.of(hub.url());
        await(demo.people(address).compose(made -> demo.devices(address)).compose(credentials -> {
            demo.mishap(credentials.keySet());
            return demo.home.start(address, credentials);
        }));
        LOG.atInfo().addKeyValue("devices", file.devices().size()).log("demo started");
        return demo;
    }

    /** What whoever starts the demo wants to know. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("The people of the demo, also in " + hub.folder().path().resolve("demo.json") + ":");
        file.people().forEach(person -> lines.add("  %-6s password %s".formatted(person.login(), person.password())));
        if (mishap >= 0) {
            lines.add(
                    "In " + MISHAP.toSeconds()
                            + " s the kitchen speaker's microphone hangs. The hub finds that and mends it: look at its faults.");
        }
        return lines;
    }

    /** One of its devices, if it is there still, has something that hangs in a while. */
    private void mishap(Set<String> present) {
        if (present.contains(UNLUCKY)) {
            mishap = hub.vertx().setTimer(MISHAP.toMillis(), due -> home.fault(UNLUCKY, Fault.MIC_FAILED, true));
        }
    }

    /** Switches the devices off. */
    @Override
    public void close() {
        hub.vertx().cancelTimer(mishap);
        await(home.stop().recover(failure -> {
            LOG.atWarn().setCause(failure).log("a device of the demo did not stop in order");
            return Future.succeededFuture();
        }));
    }

    private Future<Void> people(HubAddress address) {
        Person admin = file.person("admin");
        HubClient client = new HubClient(hub.vertx(), address, hub.clock());
        Future<Void> entered = hub.setupCode()
                .map(code -> client.setup(code, admin.name(), admin.login(), admin.password()))
                .orElseGet(() -> client.login(admin.login(), admin.password()))
                .mapEmpty();
        return entered.compose(in -> client.call(HttpMethod.GET, "/users?limit=100", null))
                .compose(page -> {
                    Set<String> known = page.getJsonArray("items").stream()
                            .map(user -> ((JsonObject) user).getString("login"))
                            .collect(Collectors.toSet());
                    Future<Void> made = Future.succeededFuture();
                    for (Person person : file.people()) {
                        if (!known.contains(person.login())) {
                            made = made.compose(before -> client.call(HttpMethod.POST, "/users", user(person))
                                    .mapEmpty());
                        }
                    }
                    return made;
                })
                .recover(failure -> changedPassword(admin, failure))
                .eventually(() -> client.close());
    }

    private Future<Map<String, DeviceCredentials>> devices(HubAddress address) {
        Person owner = file.person("ana");
        HubClient client = new HubClient(hub.vertx(), address, hub.clock());
        return client.login(owner.login(), owner.password())
                .compose(in -> client.devices())
                .compose(present -> {
                    Future<Void> made = Future.succeededFuture();
                    for (Member member : DemoHome.members()) {
                        if (!file.devices().containsKey(member.key())) {
                            made = made.compose(before -> make(client, member));
                        }
                    }
                    return made.map(all -> remaining(present));
                })
                .recover(failure -> this.<Void>changedPassword(owner, failure).map(none -> file.devices()))
                .eventually(() -> client.close());
    }

    private Future<Void> make(HubClient client, Member member) {
        return client.createDevice(member.name(), member.model()).compose(device -> {
            fresh.add(device.device());
            return client.call(
                            HttpMethod.POST,
                            "/devices/" + device.device() + "/shares",
                            new JsonObject().put("login", "ben").put("role", "controller"))
                    .map(shared -> {
                        file.add(member.key(), device);
                        return null;
                    });
        });
    }

    private Map<String, DeviceCredentials> remaining(Set<String> present) {
        Map<String, DeviceCredentials> remaining = new HashMap<>(file.devices());
        remaining.values().removeIf(device -> !present.contains(device.device()) && !fresh.contains(device.device()));
        return remaining;
    }

    /** Somebody who took the demo for theirs and chose a password of their own keeps both. */
    private <T> Future<T> changedPassword(Person person, Throwable failure) {
        if (failure instanceof HubRefusal refusal && refusal.status() == UNAUTHENTICATED) {
            LOG.atInfo().addKeyValue("login", person.login()).log("somebody of the demo has another password by now");
            return Future.succeededFuture();
        }
        return Future.failedFuture(failure);
    }

    private static JsonObject user(Person person) {
        return new JsonObject()
                .put("login", person.login())
                .put("name", person.name())
                .put("role", person.role())
                .put("password", person.password());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartFailure("the demo cannot start: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new StartFailure("the demo did not start within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
