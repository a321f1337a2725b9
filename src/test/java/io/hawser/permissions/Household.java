package io.hawser.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * An owner with a device and a space, and a guest at a terminal who follows everything that they may see. What is done is random; what
 * must be true then is known from what was done.
 */
final class Household implements AutoCloseable {
    private static final List<String> ROLES = List.of("viewer", "controller", "manager");

    private final Random random;
    private final Home.Person owner;
    private final Home.Person guest;
    private final Home.Thing device;
    private final String space;
    private final WireClient thing;
    private final List<String> story = new ArrayList<>();

    private boolean granted;
    private boolean member;
    private boolean inside;
    private int number;
    /** What was reported while the guest might not know of the device. */
    private final Set<Integer> forbidden = new HashSet<>();

    private WireClient terminal;
    /** How many of the terminal's frames have been looked at. */
    private int read;
    /** The terminal's cursor; -1: it has none. */
    private long revision = -1;

    private long epoch;
    /** Whether the terminal has the device. */
    private boolean has;

    private boolean replaying;
    private int seen;

    Household(Home home, long seed) {
        random = new Random(seed);
        owner = home.person("owner");
        guest = home.person("guest");
        device = home.device(owner, "Thing", "generic");
        space = owner.rest()
                .post("/spaces", "{'name':'House'}")
                .json()
                .path("id")
                .asText();
        thing = device.online();
        terminal = connect();
    }

    /** A few things at the same time, then a look at whether all is as it must be. */
    void interleave() {
        story.clear();
        boolean before = isPermitted();
        int changes = random.nextInt(3);
        List<Runnable> acts = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            acts.add(act());
        }
        boolean never = !before && changes == 0;
        CompletableFuture<Void> acting = CompletableFuture.runAsync(() -> acts.forEach(Runnable::run));
        for (int i = random.nextInt(4); i > 0; i--) {
            report();
            if (never) {
                forbidden.add(number);
            }
        }
        if (random.nextInt(8) == 0) {
            story.add("reconnect");
            read();
            terminal.cut();
            terminal = connect();
        }
        acting.join();
        settle();
    }

    private Runnable act() {
        String role = ROLES.get(random.nextInt(ROLES.size()));
        String shares = "/devices/" + device.id() + "/shares";
        String members = "/spaces/" + space + "/members";
        String inSpace = "/spaces/" + space + "/devices/" + device.id();
        String body = "{'login':'%s','role':'%s'}".formatted(guest.login(), role);
        switch (random.nextInt(3)) {
            case 0 -> {
                granted = !granted || random.nextInt(4) == 0;
                return granted
                        ? done("grant " + role, 201, () -> owner.rest().post(shares, body))
                        : done("revoke", 204, () -> owner.rest().delete(shares + "/" + guest.id()));
            }
            case 1 -> {
                member = !member || random.nextInt(4) == 0;
                return member
                        ? done("join as " + role, 201, () -> owner.rest().post(members, body))
                        : done("leave", 204, () -> guest.rest().delete(members + "/" + guest.id()));
            }
            default -> {
                inside = !inside;
                return inside
                        ? done("put in", 204, () -> owner.rest().put(inSpace, ""))
                        : done("take out", 204, () -> owner.rest().delete(inSpace));
            }
        }
    }

    private Runnable done(String what, int status, Supplier<RestClient.Answer> call) {
        story.add(what);
        return () -> {
            RestClient.Answer answer = call.get();
            assertThat(answer.status()).as(what + ": " + answer).isEqualTo(status);
        };
    }

    private boolean isPermitted() {
        return granted || (member && inside);
    }

    private void report() {
        number++;
        story.add("report " + number);
        thing.send("{'type':'report','seq':%d,'set':{'n':%d}}".formatted(number, number));
    }

    /** One more report when all is done: it comes to whoever may see it, and to nobody else. */
    private void settle() {
        boolean permitted = isPermitted();
        report();
        int last = number;
        if (!permitted) {
            forbidden.add(last);
        }
        thing.await("ack of " + last, frame -> frame.path("seq").asInt() >= last);
        read();
        while (permitted ? seen < last : has) {
            awaitNews(permitted, last);
            read();
        }
        terminal.send("{'type':'ping','id':'p%d'}".formatted(last));
        terminal.await("pong", frame -> frame.path("re").asText().equals("p" + last));
        read();
        if (has != permitted) {
            throw wrong(permitted ? "the device went from it" : "it was given the device");
        }
        if (random.nextInt(10) > 0) {
            return;
        }
        int status = guest.rest().get("/devices/" + device.id()).status();
        if (status != (permitted ? 200 : 404)) {
            throw wrong("REST says " + status);
        }
    }

    private void awaitNews(boolean permitted, int last) {
        try {
            terminal.await(
                    permitted ? "report " + last : "the device's removal",
                    frame -> permitted
                            ? Math.max(
                                            frame.path("set").path("n").asInt(),
                                            frame.path("state").path("n").asInt())
                                    >= last
                            : frame.path("type").asText().equals("removed"));
        } catch (AssertionError missing) {
            throw wrong(missing.getMessage() == null ? "it waits" : missing.getMessage());
        }
    }

    /** Follows the terminal's chain; fails where it is told what it must not, or misses what it must have. */
    private void read() {
        List<JsonNode> frames = terminal.all();
        for (JsonNode frame : frames.subList(read, frames.size())) {
            look(frame);
        }
        read = frames.size();
    }

    private void look(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "subscribed" -> {
                JsonNode devices = frame.path("devices");
                replaying = true;
                has = !devices.isEmpty();
                if (has && devices.get(0).path("from").asText().equals("snapshot")) {
                    revision = -1;
                }
            }
            case "synced" -> replaying = false;
            case "snapshot" -> {
                has = true;
                revision = frame.path("revision").asLong();
                epoch = frame.path("epoch").asLong();
                delivered(frame.path("state").path("n").asInt(), true);
            }
            case "change" -> {
                if (!has) {
                    throw wrong("an entry came that is forbidden: " + frame);
                }
                if (frame.path("from").asLong() != revision) {
                    throw wrong("it was at " + revision + ", and an entry is missing before " + frame);
                }
                revision = frame.path("revision").asLong();
                epoch = frame.path("epoch").asLong();
                delivered(frame.path("set").path("n").asInt(), replaying);
            }
            case "removed" -> {
                has = false;
                revision = -1;
            }
            case "error" -> throw wrong("an error came: " + frame);
            default -> {
                // welcome, pong, viewers
            }
        }
    }

    /** @param past whether it may be from a time before: a state as it is, or the log from a cursor on */
    private void delivered(int n, boolean past) {
        if (!past && forbidden.contains(n)) {
            throw wrong("report " + n + " was forbidden");
        }
        seen = Math.max(seen, n);
    }

    private WireClient connect() {
        WireClient fresh = guest.terminal();
        read = 0;
        String since = revision < 0 || random.nextBoolean()
                ? ""
                : ",'since':{'%s':[%d,%d]}".formatted(device.id(), epoch, revision);
        if (since.isEmpty()) {
            revision = -1;
        }
        has = false;
        fresh.send("{'type':'subscribe','id':'sub','devices':['*']%s}".formatted(since));
        fresh.await("synced");
        return fresh;
    }

    private AssertionError wrong(String what) {
        return new AssertionError(what + "; the guest " + (isPermitted() ? "may" : "may not")
                + " know of the device; done at the same time: " + story + "; heard last: "
                + terminal.all()
                        .subList(
                                Math.max(0, terminal.all().size() - 12),
                                terminal.all().size()));
    }

    @Override
    public void close() {
        terminal.close();
        thing.close();
    }
}
