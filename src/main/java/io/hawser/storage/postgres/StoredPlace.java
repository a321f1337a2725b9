package io.hawser.storage.postgres;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** After which entry a page begins whose entries, of whichever devices, come as the hub stored them. */
record StoredPlace(Instant stored, String device, long epoch, long revision) {
    static final StoredPlace FIRST = new StoredPlace(Instant.EPOCH, "", 0, 0);

    static StoredPlace of(Row row) {
        return new StoredPlace(
                Columns.instant(row, "stored_at"),
                row.getString("device"),
                row.getLong("epoch"),
                row.getLong("revision"));
    }

    static StoredPlace read(String cursor) {
        String[] parts = Paging.key(cursor, 4);
        try {
            return new StoredPlace(
                    Instant.parse(parts[0]), parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3]));
        } catch (DateTimeParseException | NumberFormatException e) {
            throw Paging.strange();
        }
    }

    String[] parts() {
        return new String[] {stored.toString(), device, String.valueOf(epoch), String.valueOf(revision)};
    }
}
