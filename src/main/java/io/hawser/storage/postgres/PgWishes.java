package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.JsonText;
import io.hawser.repair.Repair;
import io.hawser.repair.Wishes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was wanted of a device around the time when its fault was found, as the kept log has it. */
final class PgWishes {
    private static final int MOST = 200;

    /** What devices themselves ended by what they reported is no wish, and what a repair does is none of its own. */
    private static final String WISHES =
            "SELECT epoch, revision, at, (body->'desired')::text AS desired FROM device_log WHERE device = $1 AND kind = 'state'"
                    + " AND stored_at >= $2 AND at >= $3 AND body->'desired' IS NOT NULL AND actor->>'device' IS NULL"
                    + " AND actor->>'hub' IS DISTINCT FROM 'repair' AND actor->>'via' IS DISTINCT FROM 'repair'"
                    + " ORDER BY epoch DESC, revision DESC LIMIT $4";

    private final Database database;
    private final LogState states;

    PgWishes(Database database) {
        this.database = database;
        states = new LogState(database);
    }

    /** See {@link io.hawser.repair.RepairStore#wishes}. */
    Future<Wishes> of(Repair repair, Duration past) {
        DeviceId device = repair.device();
        return opened(repair).compose(opened -> {
            Instant since = opened.minus(past);
            return PgHistoryStore.last(database, device)
                    .compose(kept -> database.query(
                                    WISHES, device.value(), Columns.storedSince(since), Columns.millis(since), MOST)
                            .map(rows -> Columns.all(rows, PgWishes::wish))
                            .compose(wishes ->
                                    of(device, kept.map(Cursor::revision).orElse(0L), wishes, opened.toEpochMilli())));
        });
    }

    private Future<Instant> opened(Repair repair) {
        return database.lookup(
                        "SELECT opened FROM faults WHERE id = $1",
                        repair.fault().value())
                .map(rows -> Columns.first(rows, row -> Columns.instant(row, "opened"))
                        .orElseThrow(() -> Failure.notFound("fault")));
    }

    /** @param wishes newest first */
    private Future<Wishes> of(DeviceId device, long revision, List<Wish> wishes, long opened) {
        Set<String> since = new HashSet<>();
        for (int i = 0; i < wishes.size(); i++) {
            Wish wish = wishes.get(i);
            if (wish.at() <= opened && !wish.set().isEmpty()) {
                Wish first = first(wishes, i);
                return states.before(device, Instant.ofEpochMilli(first.at()), first.place())
                        .map(before -> new Wishes(
                                revision, new Wishes.Last(wish.set(), before.orElseGet(() -> nothing(device)), since)));
            }
            since.addAll(wish.set().keySet());
            since.addAll(wish.unset());
        }
        return Future.succeededFuture(new Wishes(revision, null));
    }

    /** Whoever wishes the same again, since nothing came of it, has changed nothing. */
    private static Wish first(List<Wish> wishes, int from) {
        Wish first = wishes.get(from);
        for (Wish earlier : wishes.subList(from + 1, wishes.size())) {
            if (!earlier.set().equals(first.set()) || !earlier.unset().isEmpty()) {
                return first;
            }
            first = earlier;
        }
        return first;
    }

    private static Snapshot nothing(DeviceId device) {
        return new Snapshot(device, 0, 0, Map.of(), Map.of(), 0, Presence.never(Instant.EPOCH));
    }

    private static Wish wish(Row row) {
        JsonNode desired = JsonText.own(JsonNul.json(row.getString("desired")));
        Set<String> unset = new HashSet<>();
        desired.path("unset").forEach(name -> unset.add(name.asText()));
        return new Wish(
                new Cursor(row.getLong("epoch"), row.getLong("revision")),
                row.getLong("at"),
                desired.path("set") instanceof ObjectNode set ? JsonText.properties(set) : Map.of(),
                unset);
    }

    private record Wish(Cursor place, long at, Map<String, Json> set, Set<String> unset) {}
}
