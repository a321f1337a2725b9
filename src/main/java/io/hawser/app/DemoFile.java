package io.hawser.app;

import io.hawser.domain.ReadableCode;
import io.hawser.embedded.PrivateFiles;
import io.hawser.simulator.wire.DeviceCredentials;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the demo must not forget: its people with their passwords and its devices with their secrets, in a file of mode 0600:
 * {@code {"users":[{"login","name","role","password"}],"devices":{"<key>":{"device","secret"}}}}.
 */
final class DemoFile {
    private static final List<List<String>> PEOPLE = List.of(
            List.of("ana", "Ana", "member"), List.of("ben", "Ben", "member"), List.of("admin", "Admin", "admin"));

    private final Path path;
    private final List<Person> people = new ArrayList<>();
    private final Map<String, DeviceCredentials> devices = new LinkedHashMap<>();

    /** Somebody of the demo. */
    record Person(String login, String name, String role, String password) {
        @Override
        public String toString() {
            return login;
        }
    }

    private DemoFile(Path path) {
        this.path = path;
    }

    /** Reads the file; empty when there is none. Fails with a {@link StartFailure} when it is broken. */
    static Optional<DemoFile> read(Path path) {
        try {
            return PrivateFiles.read(path).map(text -> parsed(path, new JsonObject(text)));
        } catch (IOException | DecodeException | ClassCastException e) {
            throw new StartFailure(path + " cannot be read; move it away to begin a new demo", e);
        }
    }

    /** New people with new passwords, kept at once. */
    static DemoFile make(Path path) {
        DemoFile file = new DemoFile(path);
        PEOPLE.forEach(person ->
                file.people.add(new Person(person.get(0), person.get(1), person.get(2), ReadableCode.random())));
        file.write();
        return file;
    }

    List<Person> people() {
        return List.copyOf(people);
    }

    Person person(String login) {
        return people.stream()
                .filter(person -> person.login().equals(login))
                .findFirst()
                .orElseThrow(
                        () -> new StartFailure(path + " knows no " + login + "; move it away to begin a new demo"));
    }

    /** By the key of the home's member. */
    Map<String, DeviceCredentials> devices() {
        return Map.copyOf(devices);
    }

    void add(String key, DeviceCredentials device) {
        devices.put(key, device);
        write();
    }

    private void write() {
        JsonArray users = new JsonArray();
        people.forEach(person -> users.add(new JsonObject()
                .put("login", person.login())
                .put("name", person.name())
                .put("role", person.role())
                .put("password", person.password())));
        JsonObject things = new JsonObject();
        devices.forEach((key, device) ->
                things.put(key, new JsonObject().put("device", device.device()).put("secret", device.secret())));
        try {
            PrivateFiles.write(
                    path,
                    new JsonObject().put("users", users).put("devices", things).encodePrettily() + "\n");
        } catch (IOException e) {
            throw new StartFailure(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static DemoFile parsed(Path path, JsonObject json) {
        DemoFile file = new DemoFile(path);
        for (Object item : json.getJsonArray("users", new JsonArray())) {
            JsonObject user = (JsonObject) item;
            file.people.add(new Person(
                    user.getString("login"),
                    user.getString("name"),
                    user.getString("role"),
                    user.getString("password")));
        }
        JsonObject things = json.getJsonObject("devices", new JsonObject());
        for (String key : things.fieldNames()) {
            JsonObject device = things.getJsonObject(key);
            file.devices.put(key, new DeviceCredentials(device.getString("device"), device.getString("secret")));
        }
        return file;
    }
}
