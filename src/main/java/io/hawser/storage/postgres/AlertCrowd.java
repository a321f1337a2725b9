package io.hawser.storage.postgres;

import io.hawser.alert.Preferences;
import io.hawser.alert.Recipient;
import io.hawser.alert.Situation.Hook;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may be told of some devices and spaces, read once for all of them. */
final class AlertCrowd {
    private static final int MANAGER = 3;
    private static final int OWNER = 4;

    private static final String SPACES = "SELECT device, space FROM space_devices WHERE device = ANY ($1)";

    private static final String ROLES =
            "SELECT device AS subject, holder, max(rank)::int AS rank FROM device_roles WHERE device = ANY ($1)"
                    + " AND (expires IS NULL OR expires > $3) GROUP BY device, holder"
                    + " UNION ALL SELECT id, owner, 4 FROM spaces WHERE id = ANY ($2)"
                    + " UNION ALL SELECT space, member, array_position(ARRAY['viewer', 'controller', 'manager'], role)"
                    + " FROM space_members WHERE space = ANY ($2)";

    private static final String PEOPLE = "SELECT u.id, u.role AS office, " + PgPreferences.COLUMNS
            + ", ARRAY(SELECT b.id FROM push_subscriptions b WHERE b.person = u.id ORDER BY b.made, b.id) AS browsers"
            + " FROM users u LEFT JOIN notification_settings n ON n.person = u.id"
            + " WHERE NOT u.disabled AND (u.id = ANY ($1) OR u.role = 'admin') ORDER BY u.id";

    private static final String MUTES = "SELECT person, coalesce(device, space, code) AS what FROM mutes"
            + " WHERE person = ANY ($1) AND (until IS NULL OR until > $2)";

    private static final String HOOKS =
            "SELECT id, space, least FROM webhooks WHERE enabled AND (space IS NULL OR space = ANY ($1))";

    private static final String MAINTENANCE =
            "SELECT coalesce(device, space) AS what, max(ends) AS ends FROM maintenance"
                    + " WHERE starts <= $3 AND ends > $3 AND (device = ANY ($1) OR space = ANY ($2)) GROUP BY 1";

    private final Map<String, Set<String>> spaces = new HashMap<>();
    private final Map<String, Map<String, Integer>> ranks = new HashMap<>();
    private final Map<String, Set<String>> mutes = new HashMap<>();
    private final Map<String, Instant> maintenance = new HashMap<>();
    private final List<Somebody> people = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();

    private record Somebody(String id, String office, Preferences preferences, List<String> browsers) {}

    private record Program(@Nullable String space, Hook hook) {}

    private AlertCrowd() {}

    /** @param named people beside those who have a role */
    static Future<AlertCrowd> read(
            Database.Statements statements,
            Collection<String> devices,
            Collection<String> places,
            Collection<String> named,
            Instant now) {
        AlertCrowd crowd = new AlertCrowd();
        String[] ofDevices = devices.toArray(String[]::new);
        String[] ofPlaces = places.toArray(String[]::new);
        return statements
                .run(SPACES, (Object) ofDevices)
                .compose(rows -> {
                    rows.forEach(crowd::addSpace);
                    return statements.run(ROLES, ofDevices, ofPlaces, Columns.time(now));
                })
                .compose(rows -> {
                    rows.forEach(crowd::addRole);
                    return statements.run(PEOPLE, (Object) crowd.all(named));
                })
                .compose(rows -> {
                    rows.forEach(crowd::addPerson);
                    return statements.run(MUTES, crowd.all(named), Columns.time(now));
                })
                .compose(rows -> {
                    rows.forEach(row -> crowd.mutes
                            .computeIfAbsent(row.getString("person"), none -> new HashSet<>())
                            .add(row.getString("what")));
                    return statements.run(HOOKS, (Object) crowd.places(places));
                })
                .compose(rows -> {
                    rows.forEach(crowd::addHook);
                    return statements.run(MAINTENANCE, ofDevices, crowd.places(places), Columns.time(now));
                })
                .map(rows -> crowd.maintained(rows));
    }

    private AlertCrowd maintained(RowSet<Row> rows) {
        rows.forEach(row -> maintenance.put(row.getString("what"), Columns.instant(row, "ends")));
        return this;
    }

    private void addSpace(Row row) {
        spaces.computeIfAbsent(row.getString("device"), none -> new LinkedHashSet<>())
                .add(row.getString("space"));
    }

    private void addRole(Row row) {
        ranks.computeIfAbsent(row.getString("subject"), none -> new HashMap<>())
                .merge(row.getString("holder"), row.getInteger("rank"), Math::max);
    }

    private void addPerson(Row row) {
        people.add(new Somebody(
                row.getString("id"),
                row.getString("office"),
                PgPreferences.read(row),
                List.of(row.getArrayOfStrings("browsers"))));
    }

    private void addHook(Row row) {
        programs.add(new Program(
                row.getString("space"),
                new Hook(row.getString("id"), Words.constant(Severity.class, row.getString("least")))));
    }

    private String[] all(Collection<String> named) {
        Set<String> all = new LinkedHashSet<>(named);
        ranks.values().forEach(held -> all.addAll(held.keySet()));
        return all.toArray(String[]::new);
    }

    private String[] places(Collection<String> places) {
        Set<String> all = new LinkedHashSet<>(places);
        spaces.values().forEach(all::addAll);
        return all.toArray(String[]::new);
    }

    /** Everybody who may be told of the device or space, and the administrators. */
    List<Recipient> of(@Nullable DeviceId device, @Nullable SpaceId space, @Nullable String code) {
        String subject = subject(device, space);
        Map<String, Integer> held = ranks.getOrDefault(subject, Map.of());
        Set<String> about = about(device, space);
        List<Recipient> all = new ArrayList<>();
        for (Somebody person : people) {
            int rank = held.getOrDefault(person.id(), 0);
            Set<String> muted = mutes.getOrDefault(person.id(), Set.of());
            all.add(new Recipient(
                    new UserId(person.id()),
                    rank == OWNER,
                    rank >= MANAGER,
                    rank > 0 && person.office().equals("technician"),
                    person.office().equals("admin"),
                    rank > 0,
                    muted.stream().anyMatch(about::contains) || (code != null && muted.contains(code)),
                    person.preferences(),
                    person.browsers()));
        }
        return all;
    }

    /** Programs that are told of it. */
    List<Hook> hooks(@Nullable DeviceId device, @Nullable SpaceId space) {
        Set<String> about = about(device, space);
        return programs.stream()
                .filter(program -> program.space() == null || about.contains(program.space()))
                .map(Program::hook)
                .toList();
    }

    /** Until when somebody works there; null: nobody does. */
    @Nullable Instant maintained(@Nullable DeviceId device, @Nullable SpaceId space) {
        return about(device, space).stream()
                .map(maintenance::get)
                .filter(end -> end != null)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** The device with the spaces that it is in, or the space. */
    private Set<String> about(@Nullable DeviceId device, @Nullable SpaceId space) {
        Set<String> about = new HashSet<>();
        about.add(subject(device, space));
        if (device != null) {
            about.addAll(spaces.getOrDefault(device.value(), Set.of()));
        }
        return about;
    }

    private static String subject(@Nullable DeviceId device, @Nullable SpaceId space) {
        return device != null ? device.value() : space != null ? space.value() : "";
    }
}
