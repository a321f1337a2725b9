package io.hawser.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.WireClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A person for each column, who may play on many stages at once. */
final class Cast {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Home home;
    private final Map<Who, Home.Person> people = new EnumMap<>(Who.class);
    private final Map<Who, String> accounts = new EnumMap<>(Who.class);
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private final Home.Person guest;
    private final Stage granted;
    private final Stage inSpace;

    Cast(Home home) {
        this.home = home;
        guest = home.person("guest");
        for (Who who : Who.values()) {
            if (who != Who.ANONYMOUS) {
                people.put(who, spare(who));
            }
            accounts.put(who, home.person(who.word()).login());
        }
        granted = stage(false, Set.of(Who.VIEWER, Who.CONTROLLER, Who.MANAGER)).online();
        inSpace = stage(true, Set.of(Who.VIEWER, Who.CONTROLLER, Who.MANAGER));
    }

    private Home.Person spare(Who who) {
        Home.Person person = home.person(who.word());
        if (who.office().equals("member")) {
            return person;
        }
        RestClient.Answer changed =
                home.admin().patch("/users/" + person.id(), "{'role':'%s'}".formatted(who.office()));
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        return home.login(person.login());
    }

    /** A new log-in of an account that may be changed. */
    Home.Person account(Who who) {
        return home.login(accounts.getOrDefault(who, ""));
    }

    Home home() {
        return home;
    }

    /** Somebody with a grant on every stage. */
    Home.Person guest() {
        return guest;
    }

    /** Who plays that part; nobody for the anonymous. */
    Home.@Nullable Person find(Who who) {
        return people.get(who);
    }

    Home.Person owner() {
        return person(Who.OWNER);
    }

    private Home.Person person(Who who) {
        Home.Person person = people.get(who);
        if (person == null) {
            throw new IllegalArgumentException(who.word());
        }
        return person;
    }

    /** The one for all that change nothing. */
    Stage common(boolean bySpace) {
        return bySpace ? inSpace : granted;
    }

    /** A new device of the owner, with a command that waits, on which the guest and these have their roles: by grants, or by a space alone. */
    Stage stage(boolean bySpace, Set<Who> players) {
        Home.Thing device = home.device(owner(), "Lamp", "light");
        String space = bySpace ? space(device) : "none";
        give(device, space, guest, "viewer");
        for (Who who : players) {
            if (who.isGranted()) {
                give(device, space, person(who), who.word());
            }
        }
        RestClient.Answer command = owner().rest()
                .post(
                        "/devices/" + device.id() + "/commands",
                        "{'name':'set','args':{'power':'on'},'ttl':604800000,'offline':'queue'}");
        return new Stage(device, space, command.json().path("command").asText(), "none");
    }

    /** The cause that the stage's command is, once the kept log has it. */
    String kept(Stage stage) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        RestClient.Answer answer = home.admin().get("/causes/" + stage.command());
        while (answer.status() != 200) {
            assertThat(System.nanoTime()).as(answer.toString()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            answer = home.admin().get("/causes/" + stage.command());
        }
        return stage.command();
    }

    /** A fault that the stage's device has told of itself; the same whenever it is asked for. */
    String fault(Stage stage) {
        return faults.computeIfAbsent(stage.device().id(), id -> {
            WireClient device = stage.device().hello("faulty");
            device.await("welcome");
            device.send("{'type':'fault','seq':1,'code':'LAMP.BROKEN','active':true}");
            String fault = home.await(owner(), "/devices/" + id + "/faults", "/items/0/status", "open")
                    .at("/items/0/id")
                    .asText();
            // What is to be done about it is decided a moment later; that it is left to people is told then.
            home.await(owner(), "/faults/" + fault + "/repair", "/stage", "resting");
            return fault;
        });
    }

    /** A rule that comes with the model of all stages' devices. */
    synchronized String modelRule(Stage stage) {
        String path = "/devices/" + stage.device().id() + "/rules";
        if (home.admin().get(path).json().path("items").isEmpty()) {
            ObjectNode model = (ObjectNode) home.admin().get("/models/light").json();
            model.putArray("rules")
                    .addObject()
                    .put("name", "Never")
                    .<ObjectNode>set("when", model.objectNode().put("event", "never"))
                    .putArray("then")
                    .addObject()
                    .put("command", "set");
            RestClient.Answer made = home.admin().put("/models/light", model.toString());
            assertThat(made.status()).as(made.toString()).isEqualTo(200);
        }
        return home.awaitItems(owner(), path, 1).at("/items/0/id").asText();
    }

    /** A new maintenance of the stage's device. */
    String maintenance(Stage stage) {
        return home.admin()
                .post(
                        "/devices/" + stage.device().id() + "/maintenance",
                        "{'ends':%d,'reason':'New wiring'}".formatted(System.currentTimeMillis() + 3_600_000))
                .json()
                .path("id")
                .asText();
    }

    private String space(Home.Thing device) {
        String space = owner().rest()
                .post("/spaces", "{'name':'House'}")
                .json()
                .path("id")
                .asText();
        RestClient.Answer put = owner().rest().put("/spaces/" + space + "/devices/" + device.id(), "");
        assertThat(put.status()).as(put.toString()).isEqualTo(204);
        return space;
    }

    private void give(Home.Thing device, String space, Home.Person person, String role) {
        if (space.equals("none")) {
            home.share(owner(), device, person, role);
        } else {
            RestClient.Answer joined = owner().rest()
                    .post(
                            "/spaces/" + space + "/members",
                            "{'login':'%s','role':'%s'}".formatted(person.login(), role));
            assertThat(joined.status()).as(joined.toString()).isEqualTo(201);
        }
    }

    /** A device with a command and its session, in a space. */
    record Stage(Home.Thing device, String space, String command, String session) {
        /** The same with the device connected. */
        Stage online() {
            return new Stage(
                    device,
                    space,
                    command,
                    device.hello("b1").await("welcome").path("session").asText());
        }
    }
}
