package io.hawser.testing;

import io.hawser.app.BadSettings;
import io.hawser.app.Hub;
import io.hawser.app.HubConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A whole hub in this process with stores of its own, on a free port and in a folder that goes with it. */
public final class TestHub implements AutoCloseable {
    private static final String CODE = "first-light";
    private static final String PASSWORD = "correct horse battery";

    private final Path data;
    private final Map<String, String> settings;
    private Hub hub;

    private TestHub(Path data, Map<String, String> settings) {
        this.data = data;
        this.settings = settings;
        this.hub = started();
    }

    /** With an administrator {@code root} and the settings that tests have. */
    public static TestHub start() {
        return start(Map.of());
    }

    /** With an administrator {@code root}, and these settings by path. */
    public static TestHub start(Map<String, String> settings) {
        TestHub started = startWithoutAdministrator(settings);
        new RestClient(started.port(), null)
                .post("/setup", "{'code':'%s','name':'Root','login':'root','password':'%s'}".formatted(CODE, PASSWORD));
        return started;
    }

    /** As it is at the first start of all; the set-up code is {@code first-light}. */
    public static TestHub startWithoutAdministrator(Map<String, String> settings) {
        try {
            Map<String, String> all = new TreeMap<>(Map.of(
                    "http.port", "0",
                    "http.host", "127.0.0.1",
                    "setup.code", CODE,
                    "limits.login.attempts", "1000",
                    "limits.address.connections", "10000",
                    "limits.terminal.rate", "10000"));
            all.putAll(settings);
            return new TestHub(Files.createTempDirectory("hawser-test-"), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the hub with its stores and starts it again on the same data; the port is another one. */
    public void restart() {
        hub.close();
        hub = started();
    }

    public int port() {
        return hub.port();
    }

    /** Where the panel is. */
    public String url() {
        return hub.url();
    }

    /** A connection of its own to the hub's PostgreSQL. */
    public Connection postgres() throws SQLException {
        URI url = URI.create(hub.postgresUrl());
        String[] user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user[0], user[1]);
    }

    /** The folder of all that it keeps. */
    public Path data() {
        return data;
    }

    /** A fresh access token of the administrator. */
    public String adminToken() {
        return new RestClient(port(), null)
                .post("/auth/login", "{'login':'root','password':'%s'}".formatted(PASSWORD))
                .json()
                .path("accessToken")
                .asText();
    }

    @Override
    public void close() {
        hub.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Hub started() {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("data", data.toString());
        try {
            return Hub.start(HubConfig.of(all));
        } catch (BadSettings e) {
            throw new IllegalArgumentException(e);
        }
    }
}
