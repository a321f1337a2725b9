package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.identity.UserStore;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** People in the table {@code users}. */
final class PgUserStore implements UserStore {
    private static final String COLUMNS = "id, login, login_key, name, role, disabled, created";

    private static final String ADD =
            "INSERT INTO users (id, login, login_key, name, role, disabled, password_hash, created)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING " + COLUMNS;

    /** Lets nobody else write users until the transaction ends, so that what it counts stays true. Reading goes on. */
    private static final String ALONE = "LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE";

    private static final String OWNED = "SELECT id, name FROM devices WHERE owner = $1 AND serves IS NULL UNION ALL"
            + " SELECT id, name FROM spaces WHERE owner = $1 LIMIT 11";

    private static final int MOST_NAMED = 10;

    /** What is told of a space to a program of theirs; those that administrators run the hub by stay. */
    private static final String HOOKS_GO = "DELETE FROM webhooks WHERE made_by = $1 AND space IS NOT NULL";

    private final Database database;

    PgUserStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Boolean> isEmpty() {
        return database.lookup("SELECT NOT EXISTS (SELECT FROM users) AS empty")
                .map(rows -> only(rows).getBoolean("empty"));
    }

    @Override
    public Future<User> addFirst(User user, String passwordHash, AuditEntry audit) {
        return Columns.checked(() -> addFirst(row(user, passwordHash), audit));
    }

    private Future<User> addFirst(Object[] row, AuditEntry audit) {
        return database.transaction(statements -> statements
                .run(ALONE)
                .compose(locked -> statements.run("SELECT EXISTS (SELECT FROM users) AS taken"))
                .compose(rows -> only(rows).getBoolean("taken")
                        ? Future.failedFuture(Failure.notFound("set-up: it has been done"))
                        : statements.run(ADD, row))
                .compose(rows -> PgAuditStore.add(statements, audit).map(rows))
                .map(rows -> user(only(rows))));
    }

    @Override
    public Future<User> add(User user, String passwordHash, AuditEntry audit) {
        return Columns.checked(() -> PgAuditStore.change(database, audit, ADD, row(user, passwordHash)))
                .map(rows -> user(only(rows)))
                .recover(Refused.by("users_login", () -> Failure.invalid("login", "is taken")));
    }

    @Override
    public Future<Optional<User>> find(UserId id) {
        return database.lookup("SELECT " + COLUMNS + " FROM users WHERE id = $1", id.value())
                .map(rows -> Columns.first(rows, PgUserStore::user));
    }

    @Override
    public Future<Optional<Credentials>> credentials(String login) {
        if (login.indexOf('\0') >= 0) {
            return Future.succeededFuture(Optional.empty());
        }
        return database.lookup(
                        "SELECT " + COLUMNS + ", password_hash FROM users WHERE login_key = $1",
                        Columns.loginKey(login))
                .map(rows -> Columns.first(rows, row -> new Credentials(user(row), row.getString("password_hash"))));
    }

    @Override
    public Future<Page<User>> list(int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 1);
            return database.lookup(
                            "SELECT " + COLUMNS + " FROM users WHERE $1::text IS NULL OR login_key > $1"
                                    + " ORDER BY login_key LIMIT $2",
                            key[0],
                            limit + 1)
                    .map(rows -> Paging.page(
                            rows, limit, PgUserStore::user, row -> new String[] {row.getString("login_key")}));
        });
    }

    @Override
    public Future<User> update(
            UserId id, @Nullable String name, @Nullable UserRole role, @Nullable Boolean disabled, AuditEntry audit) {
        return keepingAnAdministrator(
                        audit,
                        statements -> statements.run(
                                "UPDATE users SET name = coalesce($2, name), role = coalesce($3, role),"
                                        + " disabled = coalesce($4, disabled) WHERE id = $1 RETURNING " + COLUMNS,
                                id.value(),
                                name == null ? null : Columns.text("name", name),
                                role == null ? null : Words.lower(role),
                                disabled))
                .map(row -> user(row));
    }

    @Override
    public Future<Void> password(UserId id, String passwordHash, AuditEntry audit) {
        return PgAuditStore.change(
                        database, audit, "UPDATE users SET password_hash = $2 WHERE id = $1", id.value(), passwordHash)
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Failure.notFound("user"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<Void> remove(UserId id, AuditEntry audit) {
        return keepingAnAdministrator(
                        audit,
                        statements -> statements
                                .run(OWNED, id.value())
                                .compose(rows -> rows.size() == 0
                                        ? statements
                                                .run(HOOKS_GO, id.value())
                                                .compose(gone -> statements.run(
                                                        "DELETE FROM users WHERE id = $1 RETURNING id", id.value()))
                                        : Future.failedFuture(stillOwns(rows))),
                        // Last, so that nothing of the removal itself tells who it was.
                        statements -> statements.run("SELECT erase_traces($1)", id.value()))
                // Somebody made them an owner meanwhile.
                .recover(Refused.by("devices_owner", PgUserStore::stillOwns))
                .recover(Refused.by("spaces_owner", PgUserStore::stillOwns))
                .mapEmpty();
    }

    private static Failure stillOwns() {
        return Failure.of(ErrorCode.VERSION_CONFLICT, "This user has just become an owner: look again.");
    }

    private static Failure stillOwns(RowSet<Row> rows) {
        List<String> names = Columns.all(rows, row -> row.getString("name") + " (" + row.getString("id") + ")");
        return Failure.of(
                ErrorCode.VERSION_CONFLICT,
                "This user still owns " + String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())))
                        + (names.size() > MOST_NAMED ? ", …" : "")
                        + ": hand over or remove these devices and spaces first.");
    }

    /** One change of one user, undone when no enabled administrator would be left. */
    private Future<Row> keepingAnAdministrator(
            AuditEntry audit, Function<Database.Statements, Future<RowSet<Row>>> change) {
        return keepingAnAdministrator(audit, change, statements -> Future.succeededFuture());
    }

    /** @param after what is done once the change is in the audit */
    private Future<Row> keepingAnAdministrator(
            AuditEntry audit,
            Function<Database.Statements, Future<RowSet<Row>>> change,
            Function<Database.Statements, Future<?>> after) {
        return database.transaction(statements -> statements
                .run(ALONE)
                .compose(locked -> change.apply(statements))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(Failure.notFound("user"))
                        : statements
                                .run("SELECT EXISTS (SELECT FROM users WHERE role = 'admin' AND NOT disabled) AS led")
                                .compose(led -> only(led).getBoolean("led")
                                        ? PgAuditStore.add(statements, audit)
                                                .compose(added -> after.apply(statements))
                                                .map(only(rows))
                                        : Future.failedFuture(Failure.of(
                                                ErrorCode.VERSION_CONFLICT,
                                                "The hub needs one administrator who is not disabled.")))));
    }

    private static Object[] row(User user, String passwordHash) {
        return new Object[] {
            user.id().value(),
            Columns.text("login", user.login()),
            Columns.loginKey(user.login()),
            Columns.text("name", user.name()),
            Words.lower(user.role()),
            user.disabled(),
            passwordHash,
            Columns.time(user.created())
        };
    }

    private static User user(Row row) {
        return new User(
                new UserId(row.getString("id")),
                row.getString("login"),
                row.getString("name"),
                Words.constant(UserRole.class, row.getString("role")),
                row.getBoolean("disabled"),
                Columns.instant(row, "created"));
    }

    private static Row only(RowSet<Row> rows) {
        return rows.iterator().next();
    }
}
