package io.hawser.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** People and devices of one test, made over REST as anybody would make them. */
public final class Home {
    /** Everybody's. */
    public static final String PASSWORD = "correct horse battery";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int port;
    private final RestClient admin;

    public Home(int port, String adminToken) {
        this.port = port;
        this.admin = new RestClient(port, adminToken);
    }

    public RestClient admin() {
        return admin;
    }

    /** A new member, logged in. */
    public Person person(String name) {
        String login = name.toLowerCase(java.util.Locale.ROOT) + COUNT.incrementAndGet();
        RestClient.Answer made = admin.post(
                "/users",
                "{'login':'%s','name':'%s','password':'correct horse battery','role':'member'}".formatted(login, name));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return login(login);
    }

    public Person login(String login) {
        RestClient.Answer in = admin.as(null)
                .post("/auth/login", "{'login':'%s','password':'correct horse battery'}".formatted(login));
        assertThat(in.status()).as(in.toString()).isEqualTo(200);
        return new Person(
                login,
                in.json().path("user").path("id").asText(),
                in.json().path("accessToken").asText(),
                in.json().path("refreshToken").asText());
    }

    public Thing device(Person owner, String name, String model) {
        RestClient.Answer made = owner.rest().post("/devices", "{'name':'%s','model':'%s'}".formatted(name, model));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return new Thing(
                made.json().path("device").path("id").asText(),
                made.json().path("secret").asText(),
                made.json().path("claimCode").asText());
    }

    /** A device that was made before the hub was started again. */
    public Thing known(Thing device) {
        return new Thing(device.id(), device.secret(), device.claimCode());
    }

    public void share(Person owner, Thing device, Person with, String role) {
        RestClient.Answer shared = owner.rest()
                .post(
                        "/devices/" + device.id() + "/shares",
                        "{'login':'%s','role':'%s'}".formatted(with.login(), role));
        assertThat(shared.status()).as(shared.toString()).isBetween(200, 201);
    }

    public final class Person {
        private final String login;
        private final String id;
        private final String token;
        private final String refresh;

        Person(String login, String id, String token, String refresh) {
            this.login = login;
            this.id = id;
            this.token = token;
            this.refresh = refresh;
        }

        public String login() {
            return login;
        }

        public String id() {
            return id;
        }

        public String token() {
            return token;
        }

        public String refresh() {
            return refresh;
        }

        public RestClient rest() {
            return admin.as(token);
        }

        /** A terminal that has said hello and has its welcome. */
        public WireClient terminal() {
            return terminal("'notices':false");
        }

        /** The same with one field more in its hello. */
        public WireClient terminal(String more) {
            WireClient terminal = WireClient.connect(port, "/ws/terminal");
            terminal.send("{'type':'hello','token':'%s',%s}".formatted(token, more));
            terminal.await("welcome");
            return terminal;
        }

        /** A terminal that watches these devices and is synced. */
        public WireClient watching(String devices) {
            WireClient terminal = terminal();
            terminal.send("{'type':'subscribe','id':'sub','devices':%s}".formatted(devices));
            terminal.await("subscribed");
            terminal.await("synced");
            return terminal;
        }
    }

    /** A device and what its maker was shown once. */
    public final class Thing {
        private final String id;
        private final String secret;
        private final String claimCode;

        Thing(String id, String secret, String claimCode) {
            this.id = id;
            this.secret = secret;
            this.claimCode = claimCode;
        }

        public String id() {
            return id;
        }

        public String secret() {
            return secret;
        }

        public String claimCode() {
            return claimCode;
        }

        public WireClient socket() {
            return WireClient.connect(port, "/ws/device");
        }

        /** Connects by secret; the welcome is still to be awaited. */
        public WireClient hello(String boot) {
            return socket().send(
                            "{'type':'hello','device':'%s','secret':'%s','boot':'%s'}".formatted(id, secret, boot));
        }

        /** Connects by secret and is welcome. */
        public WireClient online() {
            WireClient device = hello("b1");
            device.await("welcome");
            return device;
        }

        /** Connects by resume token, with the secret left out. */
        public WireClient resume(String token, String boot) {
            return socket().send("{'type':'hello','device':'%s','resume':'%s','boot':'%s'}".formatted(id, token, boot));
        }
    }

    /** What GET state says. */
    public JsonNode state(Person person, Thing device) {
        RestClient.Answer answer = person.rest().get("/devices/" + device.id() + "/state");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    /** Repeats until what is at the path has so many items; what came last. */
    public JsonNode awaitItems(Person person, String path, int items) {
        return await(person, path, json -> json.path("items").size() == items, items + " items");
    }

    /** Repeats until what is at the path has the text at the pointer; what came last. */
    public JsonNode await(Person person, String path, String pointer, String text) {
        return await(person, path, json -> json.at(pointer).asText().equals(text), pointer + " " + text);
    }

    private JsonNode await(Person person, String path, Predicate<JsonNode> wanted, String what) {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        RestClient.Answer answer = person.rest().get(path);
        while (answer.status() != 200 || !wanted.test(answer.json())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " has no " + what + ": " + answer);
            }
            Thread.onSpinWait();
            answer = person.rest().get(path);
        }
        return answer.json();
    }

    /** Repeats until the state's field has the text, or fails. */
    public void awaitState(Person person, Thing device, String pointer, @Nullable String text) {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        JsonNode state = state(person, device);
        while (!state.at(pointer).asText().equals(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(pointer + " is not " + text + ": " + state);
            }
            Thread.onSpinWait();
            state = state(person, device);
        }
    }
}
