package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.alert.Alert;
import io.hawser.alert.AlertText;
import io.hawser.alert.Situation.Told;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Alerts as rows of {@code alerts}. */
final class PgAlerts {
    /** What is to be selected of an alert. */
    static final String COLUMNS =
            "a.id AS alert, a.fault, (SELECT n.source FROM notices n WHERE n.id = a.notice) AS source, a.device, a.space, a.name, a.code, a.severity, a.title::text AS title,"
                    + " a.means::text AS means, a.advice::text AS advice, a.since, a.drill";

    static final String TOLD =
            COLUMNS + ", a.made, a.told, a.level, a.escalate, a.repeats, a.repeat, a.snoozed, a.ended, a.look";

    private static final String SAVE =
            "INSERT INTO alerts (id, fault, notice, device, space, name, code, severity, title, means,"
                    + " advice, since, made, drill, told, level, escalate, repeats, repeat, snoozed, ended, look)"
                    + " SELECT id, fault, notice, device, space, name, code, severity, title::json, means::json, advice::json, since, made,"
                    + " drill, told, level, escalate, repeats, repeat, snoozed, ended, look FROM unnest($1::text[], $2::text[], $3::text[],"
                    + " $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[],"
                    + " $13::timestamptz[], $14::boolean[], $15::timestamptz[], $16::smallint[], $17::timestamptz[], $18::integer[],"
                    + " $19::timestamptz[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[]) AS a (id, fault, notice, device, space,"
                    + " name, code, severity, title, means, advice, since, made, drill, told, level, escalate, repeats, repeat, snoozed, ended,"
                    + " look) ON CONFLICT (id) DO UPDATE SET name = excluded.name, severity = excluded.severity, title = excluded.title,"
                    + " means = excluded.means, advice = excluded.advice, told = excluded.told, level = excluded.level,"
                    + " escalate = excluded.escalate, repeats = excluded.repeats, repeat = excluded.repeat, snoozed = excluded.snoozed,"
                    + " ended = excluded.ended, look = excluded.look";

    private PgAlerts() {}

    /** Stores how alerts stand, within somebody's transaction. */
    static Future<?> save(Database.Statements statements, List<Told> all, Map<String, String> notices) {
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        return statements.run(
                SAVE,
                texts(all, told -> told.alert().id()),
                texts(
                        all,
                        told -> told.alert().fault() == null
                                ? null
                                : told.alert().fault().value()),
                texts(all, told -> notices.get(told.alert().id())),
                texts(
                        all,
                        told -> told.alert().device() == null
                                ? null
                                : told.alert().device().value()),
                texts(
                        all,
                        told -> told.alert().space() == null
                                ? null
                                : told.alert().space().value()),
                texts(all, told -> told.alert().name()),
                texts(all, told -> told.alert().code()),
                texts(all, told -> Words.lower(told.alert().severity())),
                texts(all, told -> json(told.alert().text().title())),
                texts(all, told -> json(told.alert().text().means())),
                texts(all, told -> json(told.alert().text().advice())),
                Columns.times(all, told -> told.alert().since()),
                Columns.times(all, Told::made),
                all.stream().map(told -> told.alert().drill()).toArray(Boolean[]::new),
                Columns.times(all, Told::at),
                all.stream().map(told -> (short) told.level()).toArray(Short[]::new),
                Columns.times(all, Told::escalate),
                all.stream().map(Told::repeats).toArray(Integer[]::new),
                Columns.times(all, Told::repeat),
                Columns.times(all, Told::snoozed),
                Columns.times(all, Told::ended),
                Columns.times(all, Told::look));
    }

    /** A row with {@link #COLUMNS}. */
    static Alert alert(Row row) {
        String fault = row.getString("fault");
        String device = row.getString("device");
        String space = row.getString("space");
        return new Alert(
                row.getString("alert"),
                fault == null ? null : new FaultId(fault),
                row.getString("source"),
                device == null ? null : new DeviceId(device),
                space == null ? null : new SpaceId(space),
                row.getString("name"),
                row.getString("code"),
                Words.constant(Severity.class, row.getString("severity")),
                new AlertText(
                        text(row.getString("title")), text(row.getString("means")), text(row.getString("advice"))),
                Columns.instant(row, "since"),
                row.getBoolean("drill"));
    }

    /** A row with {@link #TOLD}. */
    static Told told(Row row) {
        return new Told(
                alert(row),
                Columns.instant(row, "made"),
                Columns.optionalInstant(row, "told"),
                row.getInteger("level"),
                Columns.optionalInstant(row, "escalate"),
                row.getInteger("repeats"),
                Columns.optionalInstant(row, "repeat"),
                Columns.optionalInstant(row, "snoozed"),
                Columns.optionalInstant(row, "ended"),
                Columns.optionalInstant(row, "look"));
    }

    /** A text by language. */
    static Map<String, String> text(String json) {
        Map<String, String> text = new HashMap<>();
        for (Map.Entry<String, JsonNode> language :
                JsonText.own(JsonNul.json(json)).properties()) {
            text.put(language.getKey(), language.getValue().asText());
        }
        return text;
    }

    private static String json(Map<String, String> text) {
        return JsonNul.kept(JsonText.json(text).text());
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
