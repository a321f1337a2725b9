package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FiringId;
import io.hawser.domain.Location;
import io.hawser.domain.Page;
import io.hawser.domain.RuleId;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.rule.Firing;
import io.hawser.rule.RuleRegister;
import io.hawser.rule.Scope;
import io.hawser.rule.Watch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** People's rules in {@code rules} and {@code rule_devices}. */
final class PgRuleRegister implements RuleRegister {
    private static final String SEEN =
            "SELECT r.id, r.version AS rule_version, r.owner, u.name AS owner_name, r.space, r.enabled, r.text::text AS text,"
                    + " r.source, r.changed, r.stop::text AS stop, r.home_place::text AS home, (SELECT w.due FROM rule_watches w WHERE w.rule = r.id AND w.subject = '') AS next,"
                    + " (SELECT count(*)::int FROM rule_coverage c WHERE c.rule = r.id) AS devices, " + PgRules.FIRING
                    + " FROM rules r LEFT JOIN users u ON u.id = r.owner LEFT JOIN LATERAL (SELECT * FROM rule_firings l"
                    + " WHERE l.rule = r.id ORDER BY l.at DESC, l.id DESC LIMIT 1) f ON true WHERE ";

    private static final String SAVE =
            "INSERT INTO rules (id, owner, space, of_space, of_model, name, version, changed, enabled,"
                    + " text, source, mentions, home, home_place) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9::text::json, $10, $11, $12,"
                    + " $13::text::json)"
                    + " ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, space = excluded.space, of_space = excluded.of_space,"
                    + " of_model = excluded.of_model, name = excluded.name, version = rules.version + 1, changed = excluded.changed,"
                    + " enabled = excluded.enabled, stop = NULL, text = excluded.text, source = excluded.source, mentions = excluded.mentions,"
                    + " home = excluded.home, home_place = excluded.home_place, moved = false";

    private static final String HOME = "SELECT s.id, s.location::text AS location FROM spaces s WHERE s.id IN "
            + PgFaults.SPACES_OF.formatted("$1")
            + " AND (s.id = ANY ($2) OR EXISTS (SELECT FROM space_devices d WHERE d.space = s.id AND d.device = ANY ($3)))"
            + " ORDER BY s.location IS NULL, array_position($2, s.id) NULLS LAST, s.id LIMIT 1";

    private static final String FORGET = "DELETE FROM rule_watches WHERE rule = $1";

    private static final String OF_MODEL =
            "SELECT r.id, r.name, r.text::text AS text, e.rule IS NULL AS is_on FROM devices d"
                    + " JOIN rules r ON r.model = d.model LEFT JOIN rule_exceptions e ON e.rule = r.id AND e.device = d.id"
                    + " WHERE d.id = $1 ORDER BY r.name";

    private static final String EXCEPT =
            "INSERT INTO rule_exceptions (rule, device) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private static final String AS_OTHERS = "DELETE FROM rule_exceptions WHERE rule = $1 AND device = $2";

    private static final String MODELS =
            "INSERT INTO rules (id, model, name, version, changed, enabled, text, mentions)"
                    + " SELECT m.id, m.model, m.name, 1, $5, true, m.text::json, '{}'"
                    + " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS m (id, model, name, text)"
                    + " ON CONFLICT (id) DO UPDATE SET version = rules.version + 1, changed = excluded.changed, stop = NULL,"
                    + " text = excluded.text WHERE rules.text::text <> excluded.text::text RETURNING id";

    /** Of a firing, those in whose chain it is. */
    private static final String FAMILY =
            "SELECT " + PgRules.FIRING + " FROM rule_firings f JOIN rules r ON r.id = f.rule"
                    + " WHERE (f.cause = $1 OR f.id = $1 OR (f.cause = (SELECT m.cause FROM rule_firings m WHERE m.id = $1)"
                    + " AND f.chain @> jsonb_build_array(jsonb_build_object('firing', $1::text))))"
                    + " AND ($2 OR r.owner = $3 OR r.space IN " + PgFaults.SPACES_OF.formatted("$3")
                    + ") ORDER BY f.at, f.id LIMIT $4";

    private final Database database;

    PgRuleRegister(Database database) {
        this.database = database;
    }

    @Override
    public Future<Page<Seen>> list(UserId user, Filter filter, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            Where asked = new Where();
            String person = asked.with(user.value());
            asked.that("(r.owner = " + person + " OR r.space IN " + PgFaults.SPACES_OF.formatted(person) + ")");
            SpaceId space = filter.space();
            if (space != null) {
                asked.that("r.space = %s", space.value());
            }
            DeviceId device = filter.device();
            if (device != null) {
                String place = asked.with(device.value());
                asked.that("(r.mentions @> ARRAY[" + place
                        + "::text] OR EXISTS (SELECT FROM rule_coverage c WHERE c.rule = r.id AND c.device = " + place
                        + "))");
            }
            if (cursor != null) {
                String[] before = Paging.key(cursor, 2);
                asked.that("(r.changed, r.id) < (%s, %s)", Columns.time(instant(before[0])), before[1]);
            }
            String sql = SEEN + asked + " ORDER BY r.changed DESC, r.id DESC LIMIT " + (limit + 1);
            return database.query(sql, asked.arguments())
                    .map(rows -> Paging.page(rows, limit, PgRuleRegister::seen, PgRuleRegister::key));
        });
    }

    private static String[] key(Row row) {
        return new String[] {micros(Columns.instant(row, "changed")), row.getString("id")};
    }

    private static String micros(Instant at) {
        return String.valueOf(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }

    @Override
    public Future<Optional<Seen>> find(RuleId rule) {
        return database.lookup(SEEN + "r.id = $1 AND r.owner IS NOT NULL", rule.value())
                .map(rows -> Columns.first(rows, PgRuleRegister::seen));
    }

    private static Seen seen(Row row) {
        String owner = row.getString("owner");
        String space = row.getString("space");
        return new Seen(
                new RuleId(row.getString("id")),
                row.getInteger("rule_version"),
                owner == null ? null : new UserId(owner),
                row.getString("owner_name"),
                space == null ? null : new SpaceId(space),
                row.getBoolean("enabled"),
                PgRules.json(row, "text"),
                row.getString("source"),
                Columns.instant(row, "changed"),
                PgRules.stop(row.getString("stop")),
                Columns.optionalInstant(row, "next"),
                row.getInteger("devices"),
                PgLocations.location(row.getString("home")),
                row.getString("firing") == null ? null : PgRules.firing(row));
    }

    @Override
    public Future<Void> add(RuleId id, Draft draft, int most, AuditEntry audit) {
        return Columns.checked(() -> {
            String source = source(draft);
            return translated(database.transaction(statements -> statements
                    .run(
                            "SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE",
                            draft.owner().value())
                    .compose(locked -> statements.run(
                            "SELECT count(*)::int AS rules FROM rules WHERE owner = $1",
                            draft.owner().value()))
                    .compose(rows -> rows.iterator().next().getInteger("rules") < most
                            ? save(statements, id, draft, source)
                            : Future.failedFuture(
                                    Failure.invalid("/", "is one too many: there may be " + most + " of a person")))
                    .compose(saved -> PgAuditStore.add(statements, audit))));
        });
    }

    @Override
    public Future<Void> replace(RuleId id, Draft draft, @Nullable Integer expected, AuditEntry audit) {
        return Columns.checked(() -> {
            String source = source(draft);
            return translated(database.transaction(statements -> statements
                    .run("SELECT version FROM rules WHERE id = $1 AND owner IS NOT NULL FOR UPDATE", id.value())
                    .compose(rows -> matching(rows, expected))
                    .compose(held -> statements.run("DELETE FROM rule_devices WHERE rule = $1", id.value()))
                    .compose(gone -> save(statements, id, draft, source))
                    .compose(saved -> PgAuditStore.add(statements, audit))));
        });
    }

    private static Future<Void> matching(RowSet<Row> rows, @Nullable Integer expected) {
        if (rows.rowCount() == 0) {
            return Future.failedFuture(Failure.notFound("rule"));
        }
        int version = rows.iterator().next().getInteger("version");
        return expected == null || expected == version
                ? Future.succeededFuture()
                : Future.failedFuture(
                        Failure.of(ErrorCode.PRECONDITION_FAILED, "The rule is at version " + version + " meanwhile."));
    }

    private static @Nullable String source(Draft draft) {
        Columns.text("name", draft.says().name());
        String source = draft.source();
        return source == null ? null : Columns.text("/", source);
    }

    /** What was watched for it is forgotten: it begins anew. */
    private static Future<Void> save(Database.Statements statements, RuleId id, Draft draft, @Nullable String source) {
        Scope of = draft.says().of();
        SpaceId space = draft.says().space();
        Scope.InSpace in = of instanceof Scope.InSpace covered ? covered : null;
        Home home = draft.home();
        Location place = home == null ? null : home.location();
        return statements
                .run(
                        SAVE,
                        id.value(),
                        draft.owner().value(),
                        space == null ? null : space.value(),
                        in == null ? null : in.space().value(),
                        in == null ? null : in.model(),
                        draft.says().name(),
                        Columns.time(draft.changed()),
                        draft.says().enabled(),
                        JsonNul.kept(draft.text().text()),
                        source,
                        draft.mentions().stream().map(DeviceId::value).toArray(String[]::new),
                        home == null ? null : home.space().value(),
                        place == null ? null : PgLocations.text(place))
                .compose(saved -> statements.run(FORGET, id.value()))
                .compose(forgotten -> of instanceof Scope.Listed listed
                        ? statements.run(
                                "INSERT INTO rule_devices (rule, device) SELECT $1, d FROM unnest($2::text[]) AS d",
                                id.value(),
                                listed.devices().stream().map(DeviceId::value).toArray(String[]::new))
                        : Future.succeededFuture())
                .compose(covered -> wait(statements, id, draft.next(), draft.changed()));
    }

    private static Future<Void> wait(Database.Statements statements, RuleId id, @Nullable Instant next, Instant now) {
        return next == null
                ? Future.succeededFuture()
                : statements
                        .run(
                                "INSERT INTO rule_watches (rule, subject, device, phase, since, due, epoch, revision, memory)"
                                        + " VALUES ($1, '', NULL, 'calm', $3, $2, 0, 0, '{}')",
                                id.value(),
                                Columns.time(next),
                                Columns.time(now))
                        .mapEmpty();
    }

    @Override
    public Future<Optional<Home>> home(UserId user, List<SpaceId> spaces, Set<DeviceId> devices) {
        return database.lookup(
                        HOME,
                        user.value(),
                        spaces.stream().map(SpaceId::value).toArray(String[]::new),
                        devices.stream().map(DeviceId::value).toArray(String[]::new))
                .map(rows -> Columns.first(
                        rows,
                        row -> new Home(
                                new SpaceId(row.getString("id")), PgLocations.location(row.getString("location")))));
    }

    /** What it speaks of has gone meanwhile. */
    private static Future<Void> translated(Future<Void> saved) {
        return saved.recover(Refused.by(
                        "rule_devices_device", () -> Failure.invalid("/of/devices", "has one that is not there")))
                .recover(Refused.by("rules_space", () -> Failure.invalid("/space", "is not there")))
                .recover(Refused.by("rules_of_space", () -> Failure.invalid("/of/space", "is not there")))
                .recover(Refused.by("rules_owner", () -> Failure.notFound("user")));
    }

    @Override
    public Future<Void> enable(RuleId id, boolean enabled, @Nullable Instant next, Instant now, AuditEntry audit) {
        return database.transaction(statements -> statements
                .run(
                        "UPDATE rules SET enabled = $2, stop = NULL, version = version + 1, changed = $3"
                                + " WHERE id = $1 AND owner IS NOT NULL AND (enabled <> $2 OR stop IS NOT NULL)",
                        id.value(),
                        enabled,
                        Columns.time(now))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture()
                        : statements
                                .run(FORGET, id.value())
                                .compose(forgotten -> wait(statements, id, next, now))
                                .compose(waiting -> PgAuditStore.add(statements, audit))));
    }

    @Override
    public Future<Void> remove(RuleId id, AuditEntry audit) {
        return PgAuditStore.change(database, audit, "DELETE FROM rules WHERE id = $1 AND owner IS NOT NULL", id.value())
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Failure.notFound("rule"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<List<Watch>> holding(RuleId rule, int most) {
        return database.lookup(
                        PgRules.WATCH + "WHERE rule = $1 AND device IS NOT NULL AND phase <> 'calm'"
                                + " ORDER BY since DESC, subject LIMIT $2",
                        rule.value(),
                        most)
                .map(rows -> Columns.all(rows, PgRules::watch));
    }

    @Override
    public Future<Page<Firing>> firings(RuleId rule, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            Where asked = new Where();
            asked.that("f.rule = %s", rule.value());
            if (cursor != null) {
                String[] before = Paging.key(cursor, 2);
                asked.that("(f.at, f.id) < (%s, %s)", Columns.time(instant(before[0])), before[1]);
            }
            String sql = "SELECT " + PgRules.FIRING + " FROM rule_firings f WHERE " + asked
                    + " ORDER BY f.at DESC, f.id DESC LIMIT " + (limit + 1);
            return database.query(sql, asked.arguments())
                    .map(rows -> Paging.page(rows, limit, PgRules::firing, row ->
                            new String[] {micros(Columns.instant(row, "at")), row.getString("firing")}));
        });
    }

    private static Instant instant(String micros) {
        long number = Paging.number(micros);
        return Instant.ofEpochSecond(Math.floorDiv(number, 1_000_000), Math.floorMod(number, 1_000_000L) * 1_000);
    }

    @Override
    public Future<Optional<Firing>> firing(RuleId rule, FiringId firing) {
        return database.lookup(
                        "SELECT " + PgRules.FIRING + " FROM rule_firings f WHERE f.rule = $1 AND f.id = $2",
                        rule.value(),
                        firing.value())
                .map(rows -> Columns.first(rows, PgRules::firing));
    }

    @Override
    public Future<List<DeviceId>> covered(Scope scope, int most) {
        if (scope instanceof Scope.Listed listed) {
            return Future.succeededFuture(listed.devices());
        }
        return scope instanceof Scope.InSpace in
                ? new PgRuleStore(database).devices(in.space(), in.model(), most)
                : Future.succeededFuture(List.of());
    }

    @Override
    public Future<List<OfModel>> ofModel(DeviceId device) {
        return database.lookup(OF_MODEL, device.value())
                .map(rows -> Columns.all(
                        rows,
                        row -> new OfModel(
                                new RuleId(row.getString("id")),
                                row.getString("name"),
                                row.getBoolean("is_on"),
                                PgRules.json(row, "text"))));
    }

    @Override
    public Future<Void> except(DeviceId device, RuleId rule, boolean enabled, AuditEntry audit) {
        return database.transaction(statements -> statements
                .run(
                        "SELECT FROM rules r JOIN devices d ON d.model = r.model WHERE r.id = $1 AND d.id = $2"
                                + " FOR UPDATE OF r",
                        rule.value(),
                        device.value())
                .compose(found -> found.rowCount() == 0
                        ? Future.failedFuture(Failure.notFound("rule"))
                        : statements.run(enabled ? AS_OTHERS : EXCEPT, rule.value(), device.value()))
                .compose(changed -> changed.rowCount() == 0
                        ? Future.succeededFuture()
                        : statements
                                .run(
                                        "DELETE FROM rule_watches WHERE rule = $1 AND device = $2",
                                        rule.value(),
                                        device.value())
                                .compose(forgotten -> PgAuditStore.add(statements, audit))));
    }

    @Override
    public Future<Void> models(List<ModelRule> rules, Instant now) {
        return database.transaction(statements -> statements
                .run("SELECT pg_advisory_xact_lock(hashtext('rules of models'))")
                .compose(locked ->
                        statements.run("DELETE FROM rules WHERE model IS NOT NULL AND id <> ALL ($1)", (Object)
                                texts(rules, rule -> rule.id().value())))
                .compose(gone -> statements.run(
                        MODELS,
                        texts(rules, rule -> rule.id().value()),
                        texts(rules, ModelRule::model),
                        texts(rules, ModelRule::name),
                        texts(rules, rule -> JsonNul.kept(rule.text().text())),
                        Columns.time(now)))
                .compose(changed -> statements.run("DELETE FROM rule_watches WHERE rule = ANY ($1)", (Object)
                        Columns.all(changed, row -> row.getString("id")).toArray(String[]::new)))
                .mapEmpty());
    }

    private static String[] texts(List<ModelRule> rules, Function<ModelRule, String> text) {
        return rules.stream().map(text).toArray(String[]::new);
    }

    @Override
    public Future<List<Firing>> family(UserId user, boolean all, Cause cause, int most) {
        return database.query(FAMILY, cause.value(), all, user.value(), most)
                .map(rows -> Columns.all(rows, PgRules::firing));
    }
}
