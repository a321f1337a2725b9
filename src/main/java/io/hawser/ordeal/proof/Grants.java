package io.hawser.ordeal.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Who might see what, and when. A grant counts from being asked for, the end of one only some time after it was answered. */
final class Grants {
    /** Within that an end reaches open sockets: the contract's word. */
    static final long REACHES_MILLIS = 1_000;

    private final Map<String, NavigableMap<Long, Boolean>> granted = new HashMap<>();

    Grants(Evidence evidence) {
        // In the order in which they were noted: an end and a new grant may share a millisecond.
        for (Note note : evidence.notes()) {
            if (note instanceof Note.Granted grant) {
                of(grant.user(), grant.device()).put(grant.at(), true);
            } else if (note instanceof Note.Revoked end) {
                of(end.user(), end.device()).put(end.at(), false);
            }
        }
    }

    /** Whether nobody could blame the hub for showing this. */
    boolean allow(String user, String device, long at) {
        NavigableMap<Long, Boolean> known = granted.getOrDefault(user + " " + device, new TreeMap<>());
        var last = known.floorEntry(at);
        if (last == null) {
            return false;
        }
        // Granted now, or a moment ago.
        return last.getValue()
                || known.subMap(at - REACHES_MILLIS, true, at, true).containsValue(true)
                || last.getKey() > at - REACHES_MILLIS;
    }

    private NavigableMap<Long, Boolean> of(String user, String device) {
        return granted.computeIfAbsent(user + " " + device, none -> new TreeMap<>());
    }
}
