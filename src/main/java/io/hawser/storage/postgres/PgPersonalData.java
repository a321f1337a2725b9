package io.hawser.storage.postgres;

import io.hawser.domain.Json;
import io.hawser.domain.UserId;
import io.hawser.identity.PersonalData;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL has of a person, as JSON that it makes itself. Each query is for a part that begins after a key. */
final class PgPersonalData implements PersonalData {
    private static final int PART = 500;

    private static final String ACCOUNT = """
            SELECT id AS key, json_build_object('id', id, 'login', login, 'name', name, 'role', role, 'created', %s)::text AS item
              FROM users WHERE id = $1 AND id > $2 ORDER BY id LIMIT $3
            """.formatted(millis("created"));

    private static final String DEVICES = """
            SELECT d.id AS key, json_build_object('id', d.id, 'name', d.name, 'model', d.model, 'role',
                (SELECT role FROM device_roles r WHERE r.device = d.id AND r.holder = $1 ORDER BY rank DESC LIMIT 1), 'created', %s)::text AS item
              FROM devices d WHERE d.id > $2 AND d.id IN (SELECT device FROM device_roles WHERE holder = $1) ORDER BY d.id LIMIT $3
            """.formatted(millis("d.created"));

    private static final String GRANTED = """
            SELECT device AS key, json_build_object('device', device, 'role', role, 'expires', %s)::text AS item
              FROM shares WHERE holder = $1 AND device > $2 ORDER BY device LIMIT $3
            """.formatted(millis("expires"));

    private static final String GIVEN = """
            SELECT s.device || ' ' || s.holder AS key, json_build_object('device', s.device, 'user', s.holder, 'role', s.role, 'expires', %s)::text AS item
              FROM shares s JOIN devices d ON d.id = s.device
             WHERE d.owner = $1 AND s.device || ' ' || s.holder > $2 ORDER BY 1 LIMIT $3
            """.formatted(millis("s.expires"));

    private static final String SPACES = """
            SELECT s.id AS key, json_build_object('id', s.id, 'name', s.name, 'role', CASE WHEN s.owner = $1 THEN 'owner' ELSE m.role END, 'location', s.location)::text AS item
              FROM spaces s LEFT JOIN space_members m ON m.space = s.id AND m.member = $1
             WHERE (s.owner = $1 OR m.member IS NOT NULL) AND s.id > $2 ORDER BY s.id LIMIT $3
            """;

    private static final String TICKETS = """
            SELECT e.ticket || ' ' || lpad(e.entry::text, 10, '0') AS key, json_build_object('ticket', t.number, 'device', t.device, 'title', t.title,
                'at', %s, 'kind', e.kind, 'text', CASE WHEN e.kind = 'opened' THEN t.text ELSE e.text END, 'minutes', e.minutes)::text AS item
              FROM ticket_entries e JOIN tickets t ON t.id = e.ticket
             WHERE e.actor->>'user' = $1 AND (e.ticket, e.entry) > (CASE WHEN $2 = '' THEN '' ELSE split_part($2, ' ', 1) END,
                CASE WHEN $2 = '' THEN 0 ELSE split_part($2, ' ', 2)::int END) ORDER BY e.ticket, e.entry LIMIT $3
            """.formatted(millis("e.at"));

    private static final String MUTES = """
            SELECT coalesce('d ' || device, 's ' || space, 'c ' || code) AS key, json_build_object('device', device, 'space', space, 'code', code, 'until', %s, 'made', %s)::text AS item
              FROM mutes WHERE person = $1 AND coalesce('d ' || device, 's ' || space, 'c ' || code) > $2 ORDER BY 1 LIMIT $3
            """.formatted(millis("until"), millis("made"));

    private static final String ENDED = """
            SELECT id AS key, json_build_object('session', id, 'kind', kind, 'endReason', reason, 'created', %s, 'lastSeen', %s, 'ended', %s,
                'address', address, 'client', client, 'node', node, 'commands', commands, 'reconnects', reconnects, 'received', received, 'sent', sent)::text AS item
              FROM ended_sessions WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3
            """.formatted(millis("created"), millis("seen"), millis("ended"));

    private static final String RULES = """
            SELECT id AS key, json_build_object('id', id, 'space', space, 'enabled', enabled, 'changed', %s, 'rule', text)::text AS item
              FROM rules WHERE owner = $1 AND id > $2 ORDER BY id LIMIT $3
            """.formatted(millis("changed"));

    private static final String NOTIFICATIONS = """
            SELECT person AS key, json_build_object('language', language, 'zone', zone,
                'mail', json_build_object('on', mail, 'address', mail_to, 'least', mail_least),
                'sms', json_build_object('on', sms, 'number', sms_to, 'least', sms_least), 'push', json_build_object('on', push, 'least', push_least),
                'quiet', json_build_object('from', to_char(quiet_from, 'HH24:MI'), 'until', to_char(quiet_until, 'HH24:MI'), 'critical', quiet_breaks),
                'digest', to_char(digest_at, 'HH24:MI'),
                'pending', (SELECT json_object_agg(c.channel, c.address) FROM address_codes c WHERE c.person = $1))::text AS item
              FROM notification_settings WHERE person = $1 AND person > $2 ORDER BY person LIMIT $3
            """;

    private static final String BROWSERS = """
            SELECT id AS key, json_build_object('id', id, 'client', client, 'service', split_part(endpoint, '/', 3), 'made', %s)::text AS item
              FROM push_subscriptions WHERE person = $1 AND id > $2 ORDER BY id LIMIT $3
            """.formatted(millis("made"));

    private static final String INBOX = """
            SELECT i.alert AS key, json_build_object('alert', i.alert, 'device', a.device, 'space', a.space, 'name', a.name, 'code', a.code,
                'severity', a.severity, 'title', a.title, 'since', %s, 'stage', i.stage, 'at', %s, 'read', i.read)::text AS item
              FROM inbox i JOIN alerts a ON a.id = i.alert WHERE i.person = $1 AND i.alert > $2 ORDER BY i.alert LIMIT $3
            """.formatted(millis("a.since"), millis("i.at"));

    private static final String WEBHOOKS = """
            SELECT id AS key, json_build_object('id', id, 'space', space, 'url', url, 'least', least, 'enabled', enabled, 'made', %s)::text AS item
              FROM webhooks WHERE made_by = $1 AND id > $2 ORDER BY id LIMIT $3
            """.formatted(millis("made"));

    private static final String AUDIT = """
            SELECT lpad(id::text, 19, '0') AS key, json_build_object('at', %s, 'by', actor, 'action', action, 'user', user_id, 'device', device,
                'deviceName', device_name, 'address', CASE WHEN actor_id = $1 OR actor_id IS NULL THEN address END, 'detail', detail)::text AS item
              FROM audit WHERE (actor_id = $1 OR user_id = $1) AND id > (CASE WHEN $2 = '' THEN '0' ELSE $2 END)::bigint ORDER BY id LIMIT $3
            """.formatted(millis("at"));

    private static final String LOG = """
            SELECT json_build_array(stored_at, device, epoch, revision)::text AS key, json_build_object('device', device, 'epoch', epoch,
                'revision', revision, 'kind', kind, 'at', at, 'by', actor, 'entry', body)::text AS item
              FROM device_log, (SELECT CASE WHEN $2 = '' THEN '["-infinity", "", 0, 0]' ELSE $2 END::json AS key) after
             WHERE actor->>'user' = $1 AND (stored_at, device, epoch, revision)
                > ((after.key->>0)::timestamptz, after.key->>1, (after.key->>2)::bigint, (after.key->>3)::bigint)
             ORDER BY stored_at, device, epoch, revision LIMIT $3
            """;

    private final Database database;

    PgPersonalData(Database database) {
        this.database = database;
    }

    @Override
    public Future<Chunk> read(UserId person, Section section, @Nullable String after) {
        return database.query(sql(section), person.value(), after == null ? "" : after, PART)
                .map(rows -> {
                    List<Row> all = Columns.all(rows, row -> row);
                    return new Chunk(
                            all.stream()
                                    .map(row -> new Json(JsonNul.json(row.getString("item"))))
                                    .toList(),
                            all.size() < PART ? null : all.get(PART - 1).getString("key"));
                });
    }

    private static String sql(Section section) {
        return switch (section) {
            case ACCOUNT -> ACCOUNT;
            case DEVICES -> DEVICES;
            case GRANTED -> GRANTED;
            case GIVEN -> GIVEN;
            case SPACES -> SPACES;
            case TICKETS -> TICKETS;
            case MUTES -> MUTES;
            case ENDED -> ENDED;
            case RULES -> RULES;
            case NOTIFICATIONS -> NOTIFICATIONS;
            case BROWSERS -> BROWSERS;
            case INBOX -> INBOX;
            case WEBHOOKS -> WEBHOOKS;
            case AUDIT -> AUDIT;
            case LOG -> LOG;
        };
    }

    /** Times as on the wire. */
    private static String millis(String column) {
        return "(extract(epoch FROM " + column + ") * 1000)::bigint";
    }
}
