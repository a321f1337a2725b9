package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Where keys live. A key begins with its shard's number as hash tag, {@code {s17}:session:dev_1}, so that everything one script
 * touches is in one slot of a cluster. The number is a stable hash: CRC-32 of the id, modulo {@value #COUNT}.
 */
final class Shards {
    static final int COUNT = 64;

    private Shards() {}

    /** 0 to 63. */
    static int of(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % COUNT);
    }

    static int of(DeviceId device) {
        return of(device.value());
    }

    /** The device's session, by which its scripts find their shard. */
    static String session(DeviceId device) {
        return "{s" + of(device) + "}:session:" + device.value();
    }

    /** The list of a user's sessions, by which its scripts find their shard. */
    static String user(UserId user) {
        return "{u" + of(user.value()) + "}:list:" + user.value();
    }

    /** Deadlines of the sessions of a shard's users. */
    static String userDue(int shard) {
        return "{u" + shard + "}:due";
    }

    /** Whose a log-in or terminal is. */
    static String owner(SessionId session) {
        return "{i" + of(session.value()) + "}:owner:" + session.value();
    }

    static String due(int shard) {
        return "{s" + shard + "}:due";
    }

    static String outbox(int shard) {
        return "{s" + shard + "}:outbox";
    }

    /** How many sessions of the shard are in each state. */
    static String counts(int shard) {
        return "{s" + shard + "}:counts";
    }

    /** What could not be read from the shard's outbox. */
    static String refused(int shard) {
        return outbox(shard) + ":refused";
    }

    /** The newest session's id to its device, for all devices of the shard. */
    static String sessions(int shard) {
        return "{s" + shard + "}:sids";
    }
}
