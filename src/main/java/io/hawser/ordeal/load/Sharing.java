package io.hawser.ordeal.load;

import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.proof.Recorder;
import io.hawser.simulator.wire.HubRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** An owner who gives to others and takes away from them, all the time. */
final class Sharing {
    private static final long PERIOD_MS = 150;
    private static final int MOST_AT_ONCE = 4;

    private final Vertx vertx;
    private final Person owner;
    private final List<Person> others;
    private final List<String> devices;
    private final Recorder notes;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Boolean> granted = new ConcurrentHashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private long timer = -1;

    Sharing(
            Vertx vertx,
            Person owner,
            List<Person> others,
            List<String> devices,
            Recorder notes,
            Clock clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.owner = owner;
        this.others = List.copyOf(others);
        this.devices = List.copyOf(devices);
        this.notes = notes;
        this.clock = clock;
        this.random = random;
    }

    /** Every second device for each of the others. */
    Future<Void> begin() {
        devices.forEach(device -> notes.note(new Note.Granted(clock.millis(), owner.id(), device)));
        List<Future<Void>> all = new ArrayList<>();
        for (Person other : others) {
            for (String device : devices) {
                if (random.nextBoolean()) {
                    all.add(grant(other, device));
                }
            }
        }
        return all.isEmpty() ? Future.succeededFuture() : Future.all(all).mapEmpty();
    }

    /** Changes one grant after the other from now on. */
    void start() {
        timer = vertx.setPeriodic(PERIOD_MS, tick -> change());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Whether every change has been answered. */
    boolean isQuiet() {
        return busy.isEmpty();
    }

    private void change() {
        if (busy.size() >= MOST_AT_ONCE || others.isEmpty()) {
            return;
        }
        Person other = others.get(random.nextInt(others.size()));
        String device = devices.get(random.nextInt(devices.size()));
        String pair = other.id() + " " + device;
        if (busy.add(pair)) {
            Future<Void> change = granted.getOrDefault(pair, false) ? revoke(other, device) : grant(other, device);
            change.onComplete(done -> busy.remove(pair));
        }
    }

    private Future<Void> grant(Person other, String device) {
        notes.note(new Note.Granted(clock.millis(), other.id(), device));
        granted.put(other.id() + " " + device, true);
        return owner.client()
                .call(
                        HttpMethod.POST,
                        "/devices/" + device + "/shares",
                        new JsonObject().put("login", other.login()).put("role", "controller"))
                .mapEmpty();
    }

    private Future<Void> revoke(Person other, String device) {
        return owner.client()
                .call(HttpMethod.DELETE, "/devices/" + device + "/shares/" + other.id(), null)
                .<Void>mapEmpty()
                // A try whose answer was lost may have been the one that did it.
                .recover(failure -> failure instanceof HubRefusal refusal && refusal.status() == 404
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure))
                .onSuccess(done -> {
                    granted.put(other.id() + " " + device, false);
                    notes.note(new Note.Revoked(clock.millis(), other.id(), device));
                });
    }
}
