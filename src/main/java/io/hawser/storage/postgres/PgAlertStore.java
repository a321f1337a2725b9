package io.hawser.storage.postgres;

import io.hawser.alert.AlertRules;
import io.hawser.alert.AlertStore;
import io.hawser.alert.Decision;
import io.hawser.alert.Situation;
import io.hawser.domain.Fault;
import io.hawser.domain.Json;
import io.hawser.domain.Notice;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Alerts in the table of that name, made of {@code fault_steps} and {@code notices}. */
final class PgAlertStore implements AlertStore {
    private static final String ANYTHING = "SELECT EXISTS (SELECT FROM fault_steps WHERE NOT alerted)"
            + " OR EXISTS (SELECT FROM notices WHERE NOT alerted) OR EXISTS (SELECT FROM alerts WHERE look <= $1) AS news";

    private static final String ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('alerts')) AS mine";

    /** Faults that somebody is changing have their turn when that is done. */
    private static final String FAULTS = "SELECT " + PgFaults.COLUMNS
            + ", coalesce(d.name, s.name) AS name, d.model, o.override::text AS override FROM faults f"
            + " LEFT JOIN devices d ON d.id = f.device LEFT JOIN spaces s ON s.id = f.space"
            + " LEFT JOIN check_overrides o ON o.device = f.device AND o.code = f.code WHERE f.id IN"
            + " (SELECT fault FROM (SELECT fault FROM fault_steps WHERE NOT alerted ORDER BY at, fault, step LIMIT $2) s"
            + " UNION SELECT fault FROM (SELECT fault FROM alerts WHERE look <= $1 ORDER BY look LIMIT $2) a)"
            + " FOR UPDATE OF f SKIP LOCKED";

    private static final String NOTICES = "SELECT n.*, n.title::text AS titles, n.body::text AS bodies,"
            + " coalesce(d.name, s.name, '') AS name FROM notices n LEFT JOIN devices d ON d.id = n.device"
            + " LEFT JOIN spaces s ON s.id = n.space WHERE NOT n.alerted ORDER BY n.made, n.id LIMIT $1";

    private static final String NEXT = "(SELECT %s FROM notices WHERE NOT alerted ORDER BY made, id LIMIT $1)";

    /**
     * What notices refer to, before anything of them is touched: whoever removes a device, a space or a person has that first and then wants
     * the notices of it.
     */
    private static final List<String> HELD = List.of(
            "SELECT FROM devices WHERE id IN " + NEXT.formatted("device") + " ORDER BY id FOR KEY SHARE",
            "SELECT FROM spaces WHERE id IN " + NEXT.formatted("space") + " ORDER BY id FOR KEY SHARE",
            "SELECT FROM users WHERE id IN (SELECT unnest(people) FROM " + NEXT.formatted("people")
                    + " n) ORDER BY id FOR KEY SHARE");

    private static final String TOLD = "SELECT " + PgAlerts.TOLD + " FROM alerts a WHERE a.fault = ANY ($1)";

    private static final String INFORMED = "SELECT alert, person FROM inbox WHERE alert = ANY ($1)";

    private final Database database;

    PgAlertStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Round> look(int most, Instant now, AlertRules rules) {
        return database.lookup(ANYTHING, Columns.time(now))
                .compose(rows -> rows.iterator().next().getBoolean("news")
                        ? database.transaction(statements -> statements
                                .run(ALONE)
                                .compose(lock -> lock.iterator().next().getBoolean("mine")
                                        ? looked(statements, most, now, rules)
                                        // Another node is at it.
                                        : Future.succeededFuture(Round.NOTHING)))
                        : Future.succeededFuture(Round.NOTHING));
    }

    /** What is looked at in one round. */
    private record Batch(List<Found> faults, List<Noted> notices) {}

    private record Found(
            Fault fault,
            String name,
            @Nullable String model,
            @Nullable Json override) {}

    private record Noted(Notice notice, String name) {}

    private Future<Round> looked(Database.Statements statements, int most, Instant now, AlertRules rules) {
        Future<?> held = Future.succeededFuture();
        for (String sql : HELD) {
            held = held.compose(before -> statements.run(sql, most));
        }
        return held.compose(done -> statements.run(FAULTS, Columns.time(now), most))
                .compose(faults -> statements
                        .run(NOTICES, most)
                        .map(notices -> new Batch(
                                Columns.all(faults, PgAlertStore::found), Columns.all(notices, PgAlertStore::noted))))
                .compose(batch -> batch.faults().isEmpty() && batch.notices().isEmpty()
                        ? Future.succeededFuture(Round.NOTHING)
                        : crowd(statements, batch, now)
                                .compose(crowd -> situations(statements, batch.faults(), crowd)
                                        .compose(seen -> decided(statements, batch, seen, crowd, rules, most, now))));
    }

    private static Future<AlertCrowd> crowd(Database.Statements statements, Batch batch, Instant now) {
        Set<String> devices = new HashSet<>();
        Set<String> spaces = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (Found found : batch.faults()) {
            add(devices, found.fault().device());
            add(spaces, found.fault().space());
        }
        for (Noted noted : batch.notices()) {
            add(devices, noted.notice().device());
            add(spaces, noted.notice().space());
            noted.notice().people().forEach(person -> named.add(person.value()));
        }
        return AlertCrowd.read(statements, devices, spaces, named, now);
    }

    private static void add(Set<String> ids, @Nullable Object id) {
        if (id != null) {
            ids.add(id.toString());
        }
    }

    private static Future<List<Situation>> situations(
            Database.Statements statements, List<Found> faults, AlertCrowd crowd) {
        String[] ids = faults.stream().map(found -> found.fault().id().value()).toArray(String[]::new);
        return statements
                .run(TOLD, (Object) ids)
                .map(rows -> Columns.all(rows, PgAlerts::told).stream()
                        .collect(Collectors.toMap(told -> told.alert().id(), told -> told)))
                .compose(told -> statements
                        .run(INFORMED, (Object) ids)
                        .map(rows -> Columns.all(rows, row -> row).stream()
                                .collect(Collectors.groupingBy(
                                        row -> row.getString("alert"),
                                        Collectors.mapping(
                                                row -> new UserId(row.getString("person")), Collectors.toSet()))))
                        .compose(informed -> statements
                                .run(PgDeliveries.GIVEN, (Object) ids)
                                .map(rows -> Columns.all(rows, PgDeliveries::given).stream()
                                        .collect(Collectors.groupingBy(
                                                given -> given.delivery().alert())))
                                .map(given -> faults.stream()
                                        .map(found -> situation(
                                                found,
                                                crowd,
                                                Optional.ofNullable(told.get(
                                                        found.fault().id().value())),
                                                informed.getOrDefault(
                                                        found.fault().id().value(), Set.of()),
                                                given.getOrDefault(
                                                        found.fault().id().value(), List.of())))
                                        .toList())));
    }

    private static Situation situation(
            Found found,
            AlertCrowd crowd,
            Optional<Situation.Told> told,
            Set<UserId> informed,
            List<Situation.Given> given) {
        Fault fault = found.fault();
        return new Situation(
                fault,
                found.name(),
                found.model(),
                found.override(),
                told,
                crowd.maintained(fault.device(), fault.space()),
                crowd.of(fault.device(), fault.space(), fault.code()),
                crowd.hooks(fault.device(), fault.space()),
                informed,
                given);
    }

    private static Future<Round> decided(
            Database.Statements statements,
            Batch batch,
            List<Situation> seen,
            AlertCrowd crowd,
            AlertRules rules,
            int most,
            Instant now) {
        List<Decision> decisions = new ArrayList<>();
        seen.forEach(situation -> decisions.add(rules.decide(situation, now)));
        Map<String, String> notices = new LinkedHashMap<>();
        for (Noted noted : batch.notices()) {
            Notice notice = noted.notice();
            Decision decision = rules.decide(
                    notice,
                    noted.name(),
                    crowd.of(notice.device(), notice.space(), null),
                    crowd.hooks(notice.device(), notice.space()),
                    now);
            decisions.add(decision);
            if (decision.after() != null) {
                notices.put(decision.after().alert().id(), notice.id());
            }
        }
        List<Fault.Step> steps =
                decisions.stream().map(Decision::step).filter(Objects::nonNull).toList();
        return PgFaults.save(statements, steps)
                .compose(saved -> marked(statements, batch))
                .compose(marked -> PgAlerts.save(
                        statements,
                        decisions.stream()
                                .map(Decision::after)
                                .filter(Objects::nonNull)
                                .toList(),
                        notices))
                .compose(saved -> PgDeliveries.add(statements, decisions, now))
                .compose(added -> PgDeliveries.drop(statements, decisions, now))
                .compose(dropped -> PgInboxStore.tell(statements, decisions, now))
                .map(told -> new Round(
                        decisions.stream()
                                .flatMap(decision -> decision.panel().keySet().stream())
                                .collect(Collectors.toSet()),
                        decisions.stream()
                                .map(Decision::deliveries)
                                .mapToInt(Collection::size)
                                .sum(),
                        !steps.isEmpty(),
                        batch.faults().size() >= most || batch.notices().size() >= most));
    }

    /** What has been looked at is no news any more. */
    private static Future<?> marked(Database.Statements statements, Batch batch) {
        return statements
                .run("UPDATE fault_steps SET alerted = true WHERE NOT alerted AND fault = ANY ($1)", (Object)
                        batch.faults().stream()
                                .map(found -> found.fault().id().value())
                                .toArray(String[]::new))
                .compose(done -> statements.run(
                        "UPDATE notices SET alerted = true WHERE id = ANY ($1)", (Object) batch.notices().stream()
                                .map(noted -> noted.notice().id())
                                .toArray(String[]::new)));
    }

    @Override
    public Future<Void> forget(Instant before) {
        return database.query(
                        "DELETE FROM alerts WHERE made < $1 AND (ended < $1 OR notice IS NOT NULL)",
                        Columns.time(before))
                .compose(
                        gone -> database.query("DELETE FROM notices WHERE made < $1 AND alerted", Columns.time(before)))
                .mapEmpty();
    }

    private static Found found(Row row) {
        String override = row.getString("override");
        return new Found(
                PgFaults.fault(row),
                row.getString("name"),
                row.getString("model"),
                override == null ? null : new Json(JsonNul.json(override)));
    }

    private static Noted noted(Row row) {
        return new Noted(PgNotices.notice(row), row.getString("name"));
    }
}
