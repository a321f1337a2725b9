package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.Mute;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.MuteStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mutes in the table of that name. */
final class PgMuteStore implements MuteStore {
    /** Whether a mute {@code m} is of a fault {@code f} and holds; the time as {@code %1$s}. */
    static final String OF =
            "(m.until IS NULL OR m.until > %1$s) AND (m.device = f.device OR m.code = f.code OR m.space = f.space"
                    + " OR m.space IN (SELECT p.space FROM space_devices p WHERE p.device = f.device))";

    private final Database database;

    PgMuteStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Seen>> of(UserId person, Instant now) {
        return database.lookup(
                        "SELECT m.device, m.space, m.code, m.until, m.made, coalesce(d.name, s.name) AS name FROM mutes m"
                                + " LEFT JOIN devices d ON d.id = m.device LEFT JOIN spaces s ON s.id = m.space"
                                + " WHERE m.person = $1 AND (m.until IS NULL OR m.until > $2) AND (m.code IS NOT NULL"
                                + " OR m.device IN " + PgFaults.DEVICES_OF.formatted("$1", "$2") + " OR m.space IN "
                                + PgFaults.SPACES_OF.formatted("$1")
                                + ") ORDER BY m.made DESC, m.device, m.space, m.code",
                        person.value(),
                        Columns.time(now))
                .map(rows -> Columns.all(rows, row -> new Seen(mute(row), row.getString("name"))));
    }

    @Override
    public Future<Void> set(UserId person, Mute mute, int most) {
        return database.<Void>transaction(statements -> statements
                        .run("SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE", person.value())
                        // What has ended makes room, and what is said of the same takes its place.
                        .compose(locked -> statements.run(
                                "DELETE FROM mutes WHERE person = $1 AND (until <= $2 OR device = $3 OR space = $4 OR code = $5)",
                                person.value(),
                                Columns.time(mute.made()),
                                id(mute.device()),
                                id(mute.space()),
                                mute.code()))
                        .compose(gone -> statements.run(
                                "INSERT INTO mutes (person, device, space, code, until, made) SELECT $1::text, $2::text, $3::text, $4::text,"
                                        + " $5::timestamptz, $6::timestamptz"
                                        + " WHERE (SELECT count(*) FROM mutes WHERE person = $1) < $7",
                                person.value(),
                                id(mute.device()),
                                id(mute.space()),
                                mute.code(),
                                Columns.time(mute.until()),
                                Columns.time(mute.made()),
                                most))
                        .compose(rows -> rows.rowCount() == 1
                                ? Future.succeededFuture()
                                : Future.failedFuture(
                                        Failure.invalid("/", "must not be more than " + most + " mutes"))))
                .recover(Refused.by("mutes_device", () -> Failure.notFound("device")))
                .recover(Refused.by("mutes_space", () -> Failure.notFound("space")));
    }

    @Override
    public Future<Void> remove(UserId person, Mute mute) {
        return database.lookup(
                        "DELETE FROM mutes WHERE person = $1 AND (device = $2 OR space = $3 OR code = $4)",
                        person.value(),
                        id(mute.device()),
                        id(mute.space()),
                        mute.code())
                .mapEmpty();
    }

    @Override
    public Future<Set<UserId>> muted(FaultId fault, Collection<UserId> people, Instant at) {
        return database.lookup(
                        "SELECT DISTINCT m.person FROM mutes m, faults f WHERE f.id = $1 AND m.person = ANY ($2) AND "
                                + OF.formatted("$3"),
                        fault.value(),
                        people.stream().map(UserId::value).toArray(String[]::new),
                        Columns.time(at))
                .map(rows -> new HashSet<>(Columns.all(rows, row -> new UserId(row.getString("person")))));
    }

    private static @Nullable String id(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    private static Mute mute(Row row) {
        String device = row.getString("device");
        String space = row.getString("space");
        return new Mute(
                device == null ? null : new DeviceId(device),
                space == null ? null : new SpaceId(space),
                row.getString("code"),
                Columns.optionalInstant(row, "until"),
                Columns.instant(row, "made"));
    }
}
