package io.hawser.bench.rig;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The hub's own write of one report, as its Redis saw it, to be sent again with numbers that rise. */
public final class WriteCommand {
    private static final int DIGITS = 10;

    private final String device;
    private final byte[] bytes;
    private final int numberAt;
    private final long number;

    private WriteCommand(String device, byte[] bytes, int numberAt, long number) {
        this.device = device;
        this.bytes = bytes;
        this.numberAt = numberAt;
        this.number = number;
    }

    /** What a line of {@code MONITOR} shows, if it is such a write. */
    static Optional<WriteCommand> of(MonitorLine line) {
        OptionalInt number = line.number();
        if (number.isEmpty()) {
            return Optional.empty();
        }
        int index = number.getAsInt();
        byte[] bytes = RedisWire.encode(line.words());
        // Encoding the words before it and its own length's line tells where it begins.
        int before = ("*" + line.words().size() + "\r\n").length();
        for (byte[] word : line.words().subList(0, index)) {
            before += RedisWire.encode(List.of(word)).length - "*1\r\n".length();
        }
        int at = before + ("$" + DIGITS + "\r\n").length();
        return Optional.of(new WriteCommand(line.word(3), bytes, at, Long.parseLong(line.word(index))));
    }

    /**
     * Listens to the Redis of a hub whose devices report one at a time, until it has seen a write of that many of them.
     *
     * @return one for each device
     */
    public static List<WriteCommand> listen(Hub hub, int devices) {
        Map<String, WriteCommand> seen = new HashMap<>();
        try (RedisWire monitor = RedisWire.open(hub.data())) {
            monitor.call("MONITOR");
            long end = System.nanoTime() + 30_000_000_000L;
            while (seen.size() < devices && System.nanoTime() < end) {
                Object said = monitor.read();
                if (said instanceof String line) {
                    MonitorLine.parse(line)
                            .flatMap(WriteCommand::of)
                            .ifPresent(write -> seen.put(write.device(), write));
                }
            }
        }
        if (seen.size() < devices) {
            throw new BenchFailure("the hub's Redis saw writes of " + seen.size() + " devices, not of " + devices);
        }
        return new ArrayList<>(seen.values());
    }

    /** The key it writes to. */
    String device() {
        return device;
    }

    /** Its length on the wire. */
    int length() {
        return bytes.length;
    }

    /** The number that it was seen with. */
    long number() {
        return number;
    }

    /** Adds it with another number. */
    void put(ByteBuffer into, long another) {
        int start = into.position();
        into.put(bytes);
        into.put(start + numberAt, String.valueOf(another).getBytes(StandardCharsets.US_ASCII));
    }
}
