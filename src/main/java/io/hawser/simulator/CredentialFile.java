package io.hawser.simulator;

import io.hawser.simulator.wire.DeviceCredentials;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The secrets of devices that a command made, so that it finds them again: readable by its owner only (0600), replaced whole.
 * {@code {"<hub> <login>":{"<key>":{"device":…,"secret":…}}}}.
 */
public final class CredentialFile {
    private final Path file;

    public CredentialFile(Path file) {
        this.file = file;
    }

    /** The devices made at that hub for that login, by key; empty when there are none. */
    public Map<String, DeviceCredentials> read(String hub, String login) throws IOException {
        Map<String, DeviceCredentials> credentials = new LinkedHashMap<>();
        JsonObject devices = all().getJsonObject(name(hub, login), new JsonObject());
        for (String key : devices.fieldNames()) {
            JsonObject device = devices.getJsonObject(key);
            credentials.put(key, new DeviceCredentials(device.getString("device"), device.getString("secret")));
        }
        return credentials;
    }

    /** Remembers exactly these for that hub and login; others stay. */
    public void write(String hub, String login, Map<String, DeviceCredentials> credentials) throws IOException {
        JsonObject devices = new JsonObject();
        credentials.forEach((key, own) ->
                devices.put(key, new JsonObject().put("device", own.device()).put("secret", own.secret())));
        JsonObject all = all();
        if (devices.isEmpty()) {
            all.remove(name(hub, login));
        } else {
            all.put(name(hub, login), devices);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(
                folder,
                ".credentials",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, all.encodePrettily() + System.lineSeparator());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private JsonObject all() throws IOException {
        return Files.exists(file) ? new JsonObject(Files.readString(file)) : new JsonObject();
    }

    private static String name(String hub, String login) {
        return hub + " " + login;
    }
}
