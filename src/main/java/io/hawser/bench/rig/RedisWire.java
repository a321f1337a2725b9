package io.hawser.bench.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to the Redis that a hub embeds, spoken by hand: what is measured is Redis, not a client. One thread. */
public final class RedisWire implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    private RedisWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Where it serves and what it wants to hear first. */
    record Address(int port, String password) {}

    /** As the hub wrote it into its Redis' settings. */
    static Address address(Path data) {
        String conf = Processes.read(data.resolve("redis").resolve("redis.conf"));
        return new Address(Integer.parseInt(setting(conf, "port")), setting(conf, "requirepass"));
    }

    private static String setting(String conf, String name) {
        return conf.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow(() -> new BenchFailure("the hub's redis.conf has no " + name));
    }

    public static RedisWire open(Path data) {
        Address address = address(data);
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            RedisWire wire = new RedisWire(socket);
            wire.call("AUTH", address.password());
            return wire;
        } catch (IOException e) {
            throw new BenchFailure("the hub's Redis does not answer: " + e.getMessage());
        }
    }

    /** One command's reply: a String, a Long, a List of these, or null. An error is a failure. */
    @Nullable Object call(String... words) {
        List<byte[]> command = new ArrayList<>();
        for (String word : words) {
            command.add(word.getBytes(StandardCharsets.UTF_8));
        }
        send(encode(command));
        return read();
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new BenchFailure("the hub's Redis is gone: " + e.getMessage());
        }
    }

    /** The next reply. */
    @Nullable Object read() {
        try {
            String line = line();
            String rest = line.substring(1);
            return switch (line.charAt(0)) {
                case '+' -> rest;
                case ':' -> Long.valueOf(rest);
                case '$' -> bulk(Integer.parseInt(rest));
                case '*' -> list(Integer.parseInt(rest));
                default -> throw new BenchFailure("Redis says: " + rest);
            };
        } catch (IOException e) {
            throw new BenchFailure("the hub's Redis does not answer: " + e.getMessage());
        }
    }

    private List<@Nullable Object> list(int count) {
        List<@Nullable Object> all = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            all.add(read());
        }
        return all;
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        in.readFully(new byte[2]);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    static byte[] encode(List<byte[]> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] word : command) {
            out.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(word);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
