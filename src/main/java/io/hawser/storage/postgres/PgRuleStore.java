package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.Notice;
import io.hawser.domain.RuleId;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.rule.Firing;
import io.hawser.rule.Firing.Outcome;
import io.hawser.rule.Known;
import io.hawser.rule.Moves;
import io.hawser.rule.Obstacle;
import io.hawser.rule.RuleRegister.Stop;
import io.hawser.rule.RuleStore;
import io.hawser.rule.Running;
import io.hawser.rule.Watch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where rules stand in {@code rule_watches}, stored with what set them off in {@code rule_firings}. */
final class PgRuleStore implements RuleStore {
    private static final String ON = "r.enabled AND r.stop IS NULL";

    private static final String COVERAGE = "SELECT c.device, c.rule FROM rule_coverage c JOIN rules r ON r.id = c.rule"
            + " WHERE c.device = ANY ($1) AND " + ON + " ORDER BY c.rule";

    private static final String RUNNING =
            "SELECT r.id, r.version, r.owner, r.model, r.text::text AS text, r.home_place::text AS home FROM rules r WHERE r.id = ANY ($1) AND "
                    + ON + " ORDER BY r.id";

    private static final String MOVED =
            "SELECT r.id, r.version, r.owner, r.model, r.text::text AS text, r.home_place::text AS home FROM rules r WHERE r.moved AND "
                    + ON + " ORDER BY r.id LIMIT $1";

    private static final String AWAIT =
            "WITH its AS (UPDATE rules SET moved = false WHERE id = $1 AND version = $2 AND moved RETURNING id)"
                    + " INSERT INTO rule_watches (rule, subject, device, phase, since, due, epoch, revision, memory)"
                    + " SELECT id, '', NULL, 'calm', $4, $3, 0, 0, '{}' FROM its WHERE $3::timestamptz IS NOT NULL"
                    + " ON CONFLICT DO NOTHING";

    private static final String THERE = "SELECT id FROM devices WHERE id = ANY ($1) ORDER BY id FOR KEY SHARE";

    private static final String CLAIM = "WITH mine AS (UPDATE rule_firings f SET claimed = $2 WHERE f.id IN"
            + " (SELECT p.id FROM rule_firings p WHERE p.outcome = 'pending' AND (p.claimed IS NULL OR p.claimed <= $1)"
            + " AND NOT EXISTS (SELECT FROM rule_firings e WHERE e.outcome = 'pending' AND e.rule = p.rule"
            + " AND e.device IS NOT DISTINCT FROM p.device AND (e.at, e.id) < (p.at, p.id))"
            + " ORDER BY p.at, p.id LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING f.*)"
            + " SELECT " + PgRules.FIRING + ", " + ON
            + " AS is_on, r.id AS r_id, r.version AS r_version, r.owner AS r_owner,"
            + " r.model AS r_model, r.text::text AS r_text, r.home_place::text AS r_home, u.id AS u_id, u.login AS u_login, u.name AS u_name,"
            + " u.role AS u_role, u.disabled AS u_disabled, u.created AS u_created, d.name AS d_name"
            + " FROM mine f JOIN rules r ON r.id = f.rule LEFT JOIN users u ON u.id = r.owner"
            + " LEFT JOIN devices d ON d.id = f.device ORDER BY f.at, f.id";

    private static final String END = "UPDATE rule_firings SET outcome = $2, reason = $3, acts = $4::text::json,"
            + " claimed = NULL WHERE id = $1 AND outcome = 'pending' RETURNING id";

    /** Of what a rule raised, the condition is not watched any more, and nothing of it waits. */
    private static final String STRAYS = "SELECT f.id FROM faults f WHERE f.resolved IS NULL AND f.code LIKE 'RULE.%'"
            + " AND f.data->>'rule' IS NOT NULL AND NOT EXISTS (SELECT FROM rule_watches w JOIN rule_coverage c"
            + " ON c.rule = w.rule AND c.device = w.device WHERE w.rule = f.data->>'rule' AND w.device = f.device"
            + " AND w.memory->>'acted' = 'true') AND NOT EXISTS (SELECT FROM rule_firings p WHERE p.outcome = 'pending'"
            + " AND p.rule = f.data->>'rule' AND p.device = f.device)"
            + " AND f.status NOT IN ('repairing', 'ticket', 'verifying') ORDER BY f.id LIMIT $1";

    private static final Actor BY = new Actor.ByHub("rule");

    private final Database database;

    PgRuleStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Integer> change(Set<DeviceId> devices, Set<RuleId> clocks, Function<Known, Moves> fold) {
        String[] ofDevices = ids(devices, DeviceId::value);
        String[] ofClocks = ids(clocks, RuleId::value);
        // Nearly always nothing comes of it: that takes no lock.
        return known(database::lookup, ofDevices, ofClocks, "", "")
                .compose(known -> fold.apply(known).isEmpty()
                        ? Future.succeededFuture(0)
                        : database.transaction(statements -> statements
                                .run(THERE, (Object) ofDevices)
                                .compose(there -> known(statements, ofDevices, ofClocks, " FOR SHARE", " FOR UPDATE")
                                        .compose(locked ->
                                                PgRuleMoves.save(statements, there(there), fold.apply(locked))))));
    }

    private static Set<String> there(RowSet<Row> rows) {
        return new HashSet<>(Columns.all(rows, row -> row.getString("id")));
    }

    /** Rules are locked before what is watched for them: who changes one does so in that order as well. */
    private static Future<Known> known(
            Database.Statements statements, String[] devices, String[] clocks, String share, String update) {
        return statements.run(COVERAGE, (Object) devices).compose(coverage -> {
            Map<DeviceId, List<RuleId>> covered = new HashMap<>();
            Set<String> rules = new HashSet<>(List.of(clocks));
            coverage.forEach(row -> {
                rules.add(row.getString("rule"));
                covered.computeIfAbsent(new DeviceId(row.getString("device")), none -> new ArrayList<>())
                        .add(new RuleId(row.getString("rule")));
            });
            if (rules.isEmpty()) {
                return Future.succeededFuture(new Known(Map.of(), Map.of(), Map.of()));
            }
            return statements
                    .run(RUNNING + share, (Object) rules.toArray(String[]::new))
                    .compose(running -> watches(statements, devices, clocks, update)
                            .map(all -> known(running(running), covered, all)));
        });
    }

    private static Map<RuleId, Running> running(RowSet<Row> rows) {
        Map<RuleId, Running> all = new HashMap<>();
        rows.forEach(row -> {
            Running one = PgRules.running(row, "");
            all.put(one.id(), one);
        });
        return all;
    }

    private static Future<List<Watch>> watches(
            Database.Statements statements, String[] devices, String[] clocks, String lock) {
        return statements
                .run(
                        PgRules.WATCH
                                + "WHERE device = ANY ($1) OR (device IS NULL AND subject = '' AND rule = ANY ($2))"
                                + " ORDER BY rule, subject" + lock,
                        devices,
                        clocks)
                .map(rows -> Columns.all(rows, PgRules::watch));
    }

    private static Known known(Map<RuleId, Running> rules, Map<DeviceId, List<RuleId>> covered, List<Watch> watches) {
        Map<Known.Key, Watch> byKey = new HashMap<>();
        watches.forEach(watch -> byKey.put(new Known.Key(watch.rule(), watch.device()), watch));
        return new Known(rules, covered, byKey);
    }

    @Override
    public Future<List<Watch>> due(Instant by, int most) {
        return database.lookup(PgRules.WATCH + "WHERE due <= $1 ORDER BY due LIMIT $2", Columns.time(by), most)
                .map(rows -> Columns.all(rows, PgRules::watch));
    }

    @Override
    public Future<List<Running>> moved(int most) {
        return database.lookup(MOVED, most).map(rows -> Columns.all(rows, row -> PgRules.running(row, "")));
    }

    @Override
    public Future<Void> await(RuleId rule, int version, @Nullable Instant next, Instant now) {
        return database.query(AWAIT, rule.value(), version, next == null ? null : Columns.time(next), Columns.time(now))
                .mapEmpty();
    }

    @Override
    public Future<List<Claimed>> claim(Instant now, Instant until, int most) {
        return database.lookup("SELECT FROM rule_firings WHERE outcome = 'pending' LIMIT 1")
                .compose(any -> any.rowCount() == 0
                        ? Future.succeededFuture(List.of())
                        : database.query(CLAIM, Columns.time(now), Columns.time(until), most)
                                .map(rows -> Columns.all(rows, PgRuleStore::claimed)));
    }

    private static Claimed claimed(Row row) {
        return new Claimed(
                PgRules.firing(row),
                row.getBoolean("is_on") ? PgRules.running(row, "r_") : null,
                owner(row),
                row.getString("d_name"));
    }

    private static @Nullable User owner(Row row) {
        String id = row.getString("u_id");
        return id == null
                ? null
                : new User(
                        new UserId(id),
                        row.getString("u_login"),
                        row.getString("u_name"),
                        Words.constant(UserRole.class, row.getString("u_role")),
                        row.getBoolean("u_disabled"),
                        Columns.instant(row, "u_created"));
    }

    @Override
    public Future<Void> putBack(FiringId firing, Instant at) {
        return database.lookup(
                        "UPDATE rule_firings SET claimed = $2 WHERE id = $1 AND outcome = 'pending'",
                        firing.value(),
                        Columns.time(at))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> done(Firing firing, Effects effects) {
        return database.transaction(statements -> end(statements, firing)
                .compose(ended -> ended
                        ? notices(statements, effects.notices())
                                .compose(told -> raise(statements, effects.raise()))
                                .compose(raised -> over(statements, firing, effects.over()))
                                .map(true)
                        : Future.succeededFuture(false)));
    }

    private static Future<Boolean> end(Database.Statements statements, Firing firing) {
        Obstacle reason = firing.reason();
        return statements
                .run(
                        END,
                        firing.id().value(),
                        Words.lower(firing.outcome()),
                        reason == null ? null : reason.word(),
                        PgRules.acts(firing.acts()))
                .map(rows -> rows.rowCount() > 0);
    }

    private static Future<Void> notices(Database.Statements statements, List<Notice> notices) {
        Future<Void> all = Future.succeededFuture();
        for (Notice notice : notices) {
            all = all.compose(before -> PgNotices.save(statements, notice));
        }
        return all;
    }

    private static Future<Void> raise(Database.Statements statements, List<Fault.Step> steps) {
        Future<Void> all = Future.succeededFuture();
        for (Fault.Step step : steps) {
            DeviceId device = step.fault().device();
            all = all.compose(before -> open(statements, device, step.fault().code()))
                    .compose(known -> known.isEmpty()
                            ? statements
                                    .run(THERE, (Object) new String[] {String.valueOf(device)})
                                    .compose(there -> there.rowCount() == 0
                                            ? Future.succeededFuture()
                                            : PgFaults.save(statements, List.of(step)))
                            : Future.succeededFuture());
        }
        return all;
    }

    private static Future<List<Fault>> open(Database.Statements statements, @Nullable DeviceId device, String code) {
        return statements
                .run(
                        "SELECT " + PgFaults.COLUMNS
                                + " FROM faults f WHERE f.device = $1 AND f.code = $2 AND f.resolved IS NULL FOR UPDATE",
                        device == null ? null : device.value(),
                        code)
                .map(rows -> Columns.all(rows, PgFaults::fault));
    }

    /** What people or a repair are at is for them to end. */
    private static Future<Void> over(Database.Statements statements, Firing firing, List<String> codes) {
        Future<Void> all = Future.succeededFuture();
        for (String code : codes) {
            all = all.compose(before -> open(statements, firing.device(), code)).compose(found -> {
                List<Fault.Step> steps = found.stream()
                        .filter(fault -> raisedBy(fault, firing.rule()))
                        .filter(fault -> fault.status() != FaultStatus.VERIFYING)
                        .map(fault -> fault.become(after(fault), BY, firing.at(), Json.EMPTY))
                        .toList();
                return PgFaults.save(statements, steps);
            });
        }
        return all;
    }

    private static boolean raisedBy(Fault fault, RuleId rule) {
        return JsonText.own(fault.data().text()).path("rule").asText().equals(rule.value());
    }

    private static FaultStatus after(Fault fault) {
        boolean held = fault.status() == FaultStatus.REPAIRING || fault.status() == FaultStatus.TICKET;
        return held ? FaultStatus.VERIFYING : FaultStatus.RESOLVED;
    }

    @Override
    public Future<Boolean> covers(RuleId rule, DeviceId device) {
        return database.lookup(
                        "SELECT FROM rule_coverage WHERE rule = $1 AND device = $2 LIMIT 1",
                        rule.value(),
                        device.value())
                .map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Future<Integer> count(RuleId rule, @Nullable DeviceId device, Instant since) {
        return database.lookup(
                        "SELECT count(*)::int AS times FROM rule_firings WHERE rule = $1 AND at > $3"
                                + " AND device IS NOT DISTINCT FROM $2 AND branch = 'then' AND outcome <> 'stopped'",
                        rule.value(),
                        device == null ? null : device.value(),
                        Columns.time(since))
                .map(rows -> rows.iterator().next().getInteger("times"));
    }

    @Override
    public Future<List<DeviceId>> devices(SpaceId space, @Nullable String model, int most) {
        return database.lookup(
                        "SELECT s.device FROM space_devices s JOIN devices d ON d.id = s.device WHERE s.space = $1"
                                + " AND ($2::text IS NULL OR d.model = $2) ORDER BY s.device LIMIT $3",
                        space.value(),
                        model,
                        most)
                .map(rows -> Columns.all(rows, row -> new DeviceId(row.getString("device"))));
    }

    @Override
    public Future<Void> halt(Firing firing, Obstacle why, @Nullable Notice notice, Instant now) {
        Stop stop = new Stop(why, now, firing.loop().orElse(List.of()));
        return database.transaction(statements -> statements
                .run(
                        "UPDATE rules SET stop = $3::text::json WHERE id = $1 AND version = $2 AND stop IS NULL",
                        firing.rule().value(),
                        firing.version(),
                        PgRules.stop(stop))
                .compose(stopped -> statements
                        .run(
                                "DELETE FROM rule_watches WHERE rule = $1",
                                firing.rule().value())
                        .compose(gone -> end(statements, firing.ended(Outcome.STOPPED, why, List.of())))
                        .compose(ended -> notice == null || stopped.rowCount() == 0
                                ? Future.succeededFuture()
                                : PgNotices.save(statements, notice))));
    }

    @Override
    public Future<Void> forget(Instant before, int most) {
        return database.query(
                        "DELETE FROM rule_firings WHERE outcome <> 'pending' AND (at < $1 OR id IN (SELECT id FROM"
                                + " (SELECT id, row_number() OVER (PARTITION BY rule ORDER BY at DESC, id DESC) AS place"
                                + " FROM rule_firings) n WHERE n.place > $2))",
                        Columns.time(before),
                        (long) most)
                .mapEmpty();
    }

    @Override
    public Future<Optional<Instant>> waiting() {
        return database.lookup("SELECT least((SELECT min(due) FROM rule_watches WHERE due IS NOT NULL),"
                        + " (SELECT min(at) FROM rule_firings WHERE outcome = 'pending')) AS since")
                .map(rows -> Optional.ofNullable(
                        Columns.optionalInstant(rows.iterator().next(), "since")));
    }

    @Override
    public Future<List<FaultId>> strays(int most) {
        return database.lookup(STRAYS, most).map(rows -> Columns.all(rows, row -> new FaultId(row.getString("id"))));
    }

    private static <T> String[] ids(Collection<T> all, Function<T, String> id) {
        return all.stream().map(id).sorted().toArray(String[]::new);
    }
}
