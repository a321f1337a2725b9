package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.repair.Asked;
import io.hawser.repair.Plan;
import io.hawser.repair.Repair;
import io.hawser.repair.Stage;
import io.hawser.repair.Strategy;
import io.hawser.repair.Try;
import io.hawser.repair.Why;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Repairs and their tries as rows of {@code repairs} and {@code repair_tries}. */
final class PgRepairs {
    static final String SELECT =
            "SELECT fault, device, model, code, plan::text AS plan, stage, strategy, attempt, action,"
                    + " command, anew, proven, since, until, why, due, attempts, recurrences, version FROM repairs WHERE ";

    static final String TRIES =
            "SELECT t.try, t.strategy, t.name, t.kind, t.actor::text AS actor, u.name AS actor_name,"
                    + " t.begun, t.ended, t.outcome, t.why, t.asked::text AS asked FROM repair_tries t LEFT JOIN users u ON u.id = t.actor->>'user'"
                    + " WHERE t.fault = $1 ORDER BY t.try";

    private static final String SAVE =
            "INSERT INTO repairs (fault, device, model, code, plan, stage, strategy, attempt,"
                    + " action, command, anew, proven, since, until, why, due, attempts, recurrences, version)"
                    + " VALUES ($1, $2, $3, $4, $5::text::json, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
                    + " ON CONFLICT (fault) DO UPDATE SET stage = excluded.stage, strategy = excluded.strategy,"
                    + " attempt = excluded.attempt, action = excluded.action, command = excluded.command, anew = excluded.anew,"
                    + " proven = excluded.proven, since = excluded.since, until = excluded.until, why = excluded.why,"
                    + " due = excluded.due, attempts = excluded.attempts, recurrences = excluded.recurrences,"
                    + " version = excluded.version";

    private static final String TRY =
            "INSERT INTO repair_tries (fault, try, device, strategy, name, kind, actor, begun, ended, outcome, why, asked)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7::text::json, $8, $9, $10, $11, $12::text::json) ON CONFLICT (fault, try)"
                    + " DO UPDATE SET ended = excluded.ended, outcome = excluded.outcome, why = excluded.why";

    private PgRepairs() {}

    /** Stores where it is within somebody's transaction. */
    static Future<?> save(Database.Statements statements, Repair repair, Instant now) {
        Parts parts = Parts.of(repair.stage());
        CommandId command = parts.command();
        return statements.run(
                SAVE,
                repair.fault().value(),
                repair.device().value(),
                repair.model(),
                repair.code(),
                JsonNul.kept(repair.plan().text().text()),
                repair.stage().getClass().getSimpleName().toLowerCase(Locale.ROOT),
                repair.stage().strategy(),
                parts.attempt(),
                parts.action(),
                command == null ? null : command.value(),
                parts.anew(),
                parts.proven(),
                Columns.time(Objects.requireNonNullElse(parts.since(), now)),
                Columns.time(parts.until()),
                Words.lower(parts.why()),
                Columns.time(repair.due(now)),
                repair.attempts(),
                repair.recurrences(),
                repair.version());
    }

    /** Stores a try. */
    static Future<?> save(Database.Statements statements, Repair repair, Try one) {
        String by = JsonText.write(out -> ActorJson.write(out, one.by())).text();
        return statements.run(
                TRY,
                repair.fault().value(),
                one.number(),
                repair.device().value(),
                one.strategy(),
                one.name(),
                Words.lower(one.kind()),
                JsonNul.kept(by),
                Columns.time(one.begun()),
                Columns.time(one.ended()),
                Words.lower(one.outcome()),
                Words.lower(one.why()),
                asked(one.asked()));
    }

    /** A row of {@link #SELECT}. */
    static Repair repair(Row row) {
        return new Repair(
                new FaultId(row.getString("fault")),
                new DeviceId(row.getString("device")),
                row.getString("model"),
                row.getString("code"),
                Plan.of(new Json(JsonNul.json(row.getString("plan")))),
                stage(row),
                row.getInteger("attempts"),
                row.getInteger("recurrences"),
                row.getLong("version"));
    }

    /** A row of {@link #TRIES}. */
    static Try tried(Row row) {
        return new Try(
                row.getInteger("try"),
                row.getInteger("strategy"),
                row.getString("name"),
                Words.constant(Strategy.Kind.class, row.getString("kind")),
                PgTickets.actor(row),
                Columns.instant(row, "begun"),
                Columns.optionalInstant(row, "ended"),
                Words.constant(Try.Outcome.class, row.getString("outcome")),
                Words.constant(Why.class, row.getString("why")),
                asked(row.getString("asked")));
    }

    private static @Nullable String asked(@Nullable Asked asked) {
        return asked == null
                ? null
                : JsonNul.kept(JsonText.write(out -> {
                            out.writeStartObject();
                            out.writeFieldName("set");
                            out.writeRawValue(JsonText.object(asked.set()).text());
                            out.writeArrayFieldStart("unset");
                            for (String name : asked.unset()) {
                                out.writeString(name);
                            }
                            out.writeEndArray();
                            out.writeNumberField("revision", asked.revision());
                            out.writeEndObject();
                        })
                        .text());
    }

    private static @Nullable Asked asked(@Nullable String text) {
        if (text == null) {
            return null;
        }
        JsonNode read = JsonText.own(JsonNul.json(text));
        List<String> unset = new ArrayList<>();
        read.path("unset").forEach(name -> unset.add(name.asText()));
        return new Asked(
                JsonText.properties((ObjectNode) read.path("set")),
                unset,
                read.path("revision").asLong());
    }

    private static Stage stage(Row row) {
        int strategy = row.getInteger("strategy");
        int attempt = row.getInteger("attempt");
        String told = row.getString("command");
        CommandId command = told == null ? null : new CommandId(told);
        Instant since = Columns.instant(row, "since");
        Instant until = Objects.requireNonNullElse(Columns.optionalInstant(row, "until"), since);
        Why why = Words.constant(Why.class, row.getString("why"));
        return switch (row.getString("stage")) {
            case "waiting" -> new Stage.Waiting(strategy, since, why, until);
            case "acting" -> new Stage.Acting(attempt, strategy, row.getInteger("action"), command, since, until);
            case "probing" -> new Stage.Probing(attempt, strategy, command, row.getBoolean("anew"), since, until);
            case "soaking" -> new Stage.Soaking(attempt, strategy, row.getBoolean("proven"), since, until);
            case "resting" -> new Stage.Resting(strategy, why);
            case "mending" -> new Stage.Mending(attempt, strategy);
            case "over" -> new Stage.Over(strategy);
            default -> throw new IllegalArgumentException(row.getString("stage"));
        };
    }

    /** What a stage has that not all have. */
    private record Parts(
            int attempt,
            int action,
            @Nullable CommandId command,
            boolean anew,
            boolean proven,
            @Nullable Instant since,
            @Nullable Instant until,
            Why why) {
        static Parts of(Stage stage) {
            if (stage instanceof Stage.Waiting at) {
                return new Parts(0, 0, null, false, false, at.since(), at.look(), at.why());
            }
            if (stage instanceof Stage.Acting at) {
                return new Parts(
                        at.attempt(), at.action(), at.command(), false, false, at.since(), at.until(), Why.NONE);
            }
            if (stage instanceof Stage.Probing at) {
                return new Parts(at.attempt(), 0, at.command(), at.anew(), false, at.since(), at.until(), Why.NONE);
            }
            if (stage instanceof Stage.Soaking at) {
                return new Parts(at.attempt(), 0, null, false, at.proven(), at.since(), at.until(), Why.NONE);
            }
            if (stage instanceof Stage.Resting at) {
                return new Parts(0, 0, null, false, false, null, null, at.why());
            }
            int attempt = stage instanceof Stage.Mending at ? at.attempt() : 0;
            return new Parts(attempt, 0, null, false, false, null, null, Why.NONE);
        }
    }
}
