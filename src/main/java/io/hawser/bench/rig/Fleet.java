package io.hawser.bench.rig;

import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Devices of a hub, and what they and the terminals that watch them say first: files for the load generator, a line a connection. */
public final class Fleet {
    private static final int CLIENTS = 6;
    /** As many as a client has connections. */
    private static final int LANES = 5;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Lab lab;
    private final Hub hub;
    private final List<DeviceCredentials> devices;

    private Fleet(Lab lab, Hub hub, List<DeviceCredentials> devices) {
        this.lab = lab;
        this.hub = hub;
        this.devices = List.copyOf(devices);
    }

    /** Makes that many devices by REST. */
    public static Fleet make(Lab lab, Hub hub, int count) {
        DeviceCredentials[] made = new DeviceCredentials[count];
        AtomicInteger next = new AtomicInteger();
        List<HubClient> clients = new ArrayList<>(List.of(hub.root()));
        int wanted = Math.min(CLIENTS, 1 + count / 500);
        while (clients.size() < wanted) {
            clients.add(Waiting.of(hub.another()));
        }
        List<Future<Void>> lanes = new ArrayList<>();
        for (HubClient client : clients) {
            for (int i = 0; i < LANES; i++) {
                Promise<Void> done = Promise.promise();
                lane(client, made, next, done);
                lanes.add(done.future());
            }
        }
        Waiting.of(Future.all(lanes));
        clients.subList(1, clients.size()).forEach(client -> Waiting.of(client.close()));
        return new Fleet(lab, hub, Arrays.asList(made));
    }

    private static void lane(HubClient client, DeviceCredentials[] made, AtomicInteger next, Promise<Void> done) {
        int index = next.getAndIncrement();
        if (index >= made.length) {
            done.complete();
            return;
        }
        client.createDevice("d" + index, "generic").onComplete(device -> {
            if (device.succeeded()) {
                made[index] = device.result();
                lane(client, made, next, done);
            } else {
                done.fail(device.cause());
            }
        });
    }

    public int size() {
        return devices.size();
    }

    /** The first of them. */
    public Fleet first(int count) {
        return new Fleet(lab, hub, devices.subList(0, count));
    }

    /** All but the first of them. */
    public Fleet after(int count) {
        return new Fleet(lab, hub, devices.subList(count, devices.size()));
    }

    /** The devices' hellos, as after a new power-on of each. */
    public Path hellos() {
        return lab.file(
                "hellos",
                lines(devices.stream()
                        .map(device -> hello(device).put("secret", device.secret()))
                        .toList()));
    }

    /**
     * Hellos that resume what these welcomes began.
     *
     * @param welcomes lines of a device's number, a TAB and its welcome
     */
    public Path resumes(Path welcomes) {
        return lab.file(
                "resumes",
                lines(Processes.read(welcomes)
                        .lines()
                        .map(line -> line.split("\t", 2))
                        .map(line -> hello(devices.get(Integer.parseInt(line[0])))
                                .put("resume", new JsonObject(line[1]).getString("resume")))
                        .toList()));
    }

    /** The devices' ids. */
    public Path keys() {
        return lab.file(
                "keys", devices.stream().map(device -> device.device() + "\n").collect(Collectors.joining()));
    }

    /** Terminals that do nothing: a line for all of them. */
    public Path idlers() {
        return lab.file("idlers", terminal() + "\n");
    }

    /** Terminals that each watch all devices: a line for all of them. */
    public Path watchers(String kind) {
        return lab.file(
                "watchers",
                terminal() + "\t"
                        + subscribe(
                                devices.stream().map(DeviceCredentials::device).toList(), kind) + "\n");
    }

    /** Terminals that watch one device each: a line for each. */
    public Path partners(String kind) {
        String hello = terminal();
        return lab.file(
                "partners",
                devices.stream()
                        .map(device -> hello + "\t" + subscribe(List.of(device.device()), kind) + "\n")
                        .collect(Collectors.joining()));
    }

    private String terminal() {
        return new JsonObject()
                .put("type", "hello")
                .put("token", Waiting.of(hub.root().accessToken()))
                .encode();
    }

    private static JsonObject hello(DeviceCredentials device) {
        byte[] boot = new byte[4];
        RANDOM.nextBytes(boot);
        return new JsonObject()
                .put("type", "hello")
                .put("device", device.device())
                .put("boot", HexFormat.of().formatHex(boot));
    }

    private static String subscribe(List<String> ids, String kind) {
        return new JsonObject()
                .put("type", "subscribe")
                .put("id", "1")
                .put("devices", new JsonArray(ids))
                .put("kinds", new JsonArray().add(kind))
                .encode();
    }

    private static String lines(List<JsonObject> frames) {
        return frames.stream().map(frame -> frame.encode() + "\n").collect(Collectors.joining());
    }
}
