package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
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
import java.util.Optional;
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

    private record Holding(UserId user, DeviceId device) {}

    /**
     * A change in a transaction, and whose roles have become others by it, which is stored for the devices' logs.
     *
     * @param change its entry in the audit; empty: nothing was changed
     */
    Future<List<Moved>> moved(
            Function<Database.Statements, Future<Concerned>> concerned,
            Function<Database.Statements, Future<Optional<AuditEntry>>> change) {
        Instant now = clock.instant();
        return database.transaction(statements -> concerned
                .apply(statements)
                .compose(all -> PgShareOutbox.lock(statements, all.devices())
                        .compose(locked -> statements.run(HIGHEST, all.at(now)))
                        .map(PgRoles::roles)
                        .compose(before -> change.apply(statements)
                                .compose(entry -> entry.isEmpty()
                                        ? Future.succeededFuture(List.of())
                                        : statements
                                                .run(HIGHEST, all.at(now))
                                                .map(rows -> difference(before, roles(rows)))
                                                .compose(moved -> PgShareOutbox.add(statements, entry.get(), moved)
                                                        .map(moved))))));
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

    private static Map<Holding, Role> roles(RowSet<Row> rows) {
        Map<Holding, Role> roles = new HashMap<>();
        rows.forEach(row -> roles.put(
                new Holding(new UserId(row.getString("holder")), new DeviceId(row.getString("device"))),
                Words.constant(Role.class, row.getString("role"))));
        return roles;
    }
}
