package io.hawser.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A terminal that keeps the contract's book: it applies what it reads and checks the chain of {@code from} and {@code revision}.
 * What it has not read lies in its socket, which takes so many bytes.
 */
final class FakeTerminal implements Outlet {
    private final int capacity;
    private final Deque<byte[]> socket = new ArrayDeque<>();
    private final Map<DeviceId, Book> books = new HashMap<>();
    private int inSocket;
    private int written;

    FakeTerminal(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public boolean writable() {
        return inSocket < capacity;
    }

    @Override
    public void write(ByteBuf frame) {
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        frame.release();
        socket.add(bytes);
        written++;
        inSocket += bytes.length;
    }

    @Override
    public void share(ByteBuf frame) {
        write(frame.retainedDuplicate());
    }

    /** How many frames it was sent. */
    int written() {
        return written;
    }

    /** Reads so many frames, or all there are. */
    void read(int most) {
        for (int i = 0; i < most && !socket.isEmpty(); i++) {
            byte[] frame = socket.remove();
            inSocket -= frame.length;
            apply(JsonText.object(payload(frame)));
        }
    }

    /** How many bytes it was given that it has no room for. */
    int beyond() {
        return Math.max(0, inSocket - capacity);
    }

    boolean hasRead() {
        return socket.isEmpty();
    }

    Book book(DeviceId device) {
        return books.computeIfAbsent(device, id -> new Book());
    }

    private void apply(ObjectNode frame) {
        Book book = book(new DeviceId(frame.get("device").asText()));
        switch (frame.get("type").asText()) {
            case "snapshot" -> book.snapshot(frame);
            case "change" -> book.change(frame);
            case "viewers" -> book.viewers = frame.get("count").asInt();
            default -> throw new AssertionError(frame);
        }
    }

    static String payload(byte[] frame) {
        assertThat(frame[0] & 0xFF).isEqualTo(0x81);
        int length = frame[1] & 0xFF;
        int head = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (length == 126) {
            length = ((frame[2] & 0xFF) << 8) | (frame[3] & 0xFF);
        } else if (length == 127) {
            length = frame.length - head;
        }
        assertThat(frame.length).isEqualTo(head + length);
        return new String(frame, head, length, StandardCharsets.UTF_8);
    }

    /** What it knows of one device. */
    static final class Book {
        final Map<String, Json> state = new HashMap<>();
        final Map<String, Json> desired = new HashMap<>();
        final Map<String, String> commands = new HashMap<>();
        final List<Long> events = new ArrayList<>();
        final List<Long> revisions = new ArrayList<>();
        String presence = "";
        String name = "";
        long epoch;
        long revision;
        long snapshots;
        long snapshotAt;
        long entries;
        int viewers;

        private void snapshot(ObjectNode frame) {
            assertThat(frame.get("revision").asLong()).isGreaterThanOrEqualTo(revision);
            revision = frame.get("revision").asLong();
            epoch = frame.get("epoch").asLong();
            state.clear();
            state.putAll(JsonText.properties((ObjectNode) frame.get("state")));
            desired.clear();
            desired.putAll(JsonText.properties((ObjectNode) frame.get("desired")));
            presence = frame.get("presence").get("status").asText();
            name = frame.get("name").asText();
            snapshots++;
            snapshotAt = revision;
        }

        private void change(ObjectNode frame) {
            assertThat(frame.get("from").asLong()).as("chain").isEqualTo(revision);
            assertThat(frame.get("revision").asLong()).as("rising").isGreaterThan(revision);
            assertThat(frame.get("epoch").asLong()).as("epoch").isGreaterThanOrEqualTo(epoch);
            revision = frame.get("revision").asLong();
            epoch = frame.get("epoch").asLong();
            revisions.add(revision);
            entries += frame.path("merged").asInt(1);
            switch (frame.get("kind").asText()) {
                case "state" -> {
                    fold(state, frame);
                    if (frame.has("desired")) {
                        fold(desired, frame.get("desired"));
                    }
                }
                case "presence" -> presence = frame.get("status").asText();
                case "command" ->
                    commands.put(
                            frame.get("command").asText(), frame.get("status").asText());
                case "event" -> events.add(revision);
                default -> throw new AssertionError(frame);
            }
        }

        private static void fold(Map<String, Json> into, JsonNode patch) {
            patch.get("unset").forEach(name -> into.remove(name.asText()));
            into.putAll(JsonText.properties((ObjectNode) patch.get("set")));
        }
    }
}
