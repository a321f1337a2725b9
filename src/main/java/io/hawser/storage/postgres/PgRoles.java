package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.hawser.sharing.SpaceStore.Moved;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the view {@code device_roles} makes of ownership, grants and spaces: the highest role that each of some people has on each of some devices. */
final class PgRoles {
    private static final String HIGHEST = "SELECT DISTINCT ON (device, holder) device, holder, role FROM device_roles"
            + " WHERE device = ANY ($1) AND holder = ANY ($2) AND (expires IS NULL OR expires > $3)"
            + " ORDER BY device, holder, rank DESC";

    private final Database database;
    private final Clock clock;

    PgRoles(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Whom a change may concern, and on which devices. */
    record Concerned(List<String> people, List<String> devices) {
        Concerned and(UserId one) {
            List<String> more = new ArrayList<>(people);
            more.add(one.value());
            return new Concerned(more, devices);
        }

        private @Nullable Object[] at(Instant now) {
            return new @Nullable Object[] {
                devices.toArray(String[]::new), people.toArray(String[]::new), Columns.time(now)
            };
        }
    }

    /** A transaction as far as it has come: what those concerned had before it. */
    private record Begun(Concerned concerned, Map<Holding, Role> before) {}

    private record Holding(UserId user, DeviceId device) {}

    /**
     * A change in a transaction, and whose roles have become others since it began. What they are now is read after the commit: of
     * changes at the same time whichever is last sees them all, so none is left untold. Where that can't be read any more, nobody
     * but owners keeps what they had: better a device too few in an open panel than one too many.
     */
    Future<List<Moved>> moved(
            Function<Database.Statements, Future<Concerned>> concerned,
            Function<Database.Statements, Future<Void>> change) {
        return database.transaction(statements -> concerned
                        .apply(statements)
                        .compose(all -> statements
                                .run(HIGHEST, all.at(clock.instant()))
                                .map(rows -> new Begun(all, roles(rows))))
                        .compose(begun -> change.apply(statements).map(begun)))
                .compose(begun -> database.lookup(HIGHEST, begun.concerned().at(clock.instant()))
                        .map(PgRoles::roles)
                        .otherwise(away -> owned(begun.before()))
                        .map(after -> difference(begun.before(), after)));
    }

    private static List<Moved> difference(Map<Holding, Role> before, Map<Holding, Role> after) {
        Set<Holding> all = new HashSet<>(before.keySet());
        all.addAll(after.keySet());
        List<Moved> moved = new ArrayList<>();
        for (Holding holding : all) {
            Role now = after.get(holding);
            if (now != before.get(holding)) {
                moved.add(new Moved(holding.user(), holding.device(), now));
            }
        }
        return moved;
    }

    private static Map<Holding, Role> owned(Map<Holding, Role> roles) {
        Map<Holding, Role> owned = new HashMap<>(roles);
        owned.values().removeIf(role -> role != Role.OWNER);
        return owned;
    }

    private static Map<Holding, Role> roles(RowSet<Row> rows) {
        Map<Holding, Role> roles = new HashMap<>();
        rows.forEach(row -> roles.put(
                new Holding(new UserId(row.getString("holder")), new DeviceId(row.getString("device"))),
                Words.constant(Role.class, row.getString("role"))));
        return roles;
    }
}
