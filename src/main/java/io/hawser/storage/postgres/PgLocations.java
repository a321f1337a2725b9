package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Location;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Where spaces are: {@code {"latitude", "longitude", "zone"}} in {@code spaces} and, as it was last known, in {@code rules}. */
final class PgLocations {
    private static final String PLACE = "UPDATE spaces SET location = $2::text::json WHERE id = $1";

    /** What goes by the clock there is due at other times from now on; all else goes on as it stands. */
    private static final String RULES =
            "WITH its AS (UPDATE rules SET home_place = $2::text::json, version = version + 1, moved = true WHERE home = $1"
                    + " RETURNING id), gone AS (DELETE FROM rule_watches w USING its WHERE w.rule = its.id AND w.subject = '')"
                    + " SELECT id FROM its";

    private PgLocations() {}

    /**
     * Says where a space is, and by that where its rules are; fails with {@code NOT_FOUND}.
     *
     * @param location null: nobody says any more; its rules go on by what they knew
     */
    static Future<Void> save(Database database, SpaceId space, @Nullable Location location, AuditEntry audit) {
        String text = location == null ? null : text(location);
        return database.transaction(statements -> statements
                .run(PLACE, space.value(), text)
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Failure.notFound("space"))
                        : text == null ? Future.succeededFuture() : statements.run(RULES, space.value(), text))
                .compose(placed -> PgAuditStore.add(statements, audit)));
    }

    static String text(Location location) {
        return JsonText.json(JsonNodeFactory.instance
                        .objectNode()
                        .put("latitude", location.latitude())
                        .put("longitude", location.longitude())
                        .put("zone", location.zone().getId()))
                .text();
    }

    static @Nullable Location location(@Nullable String text) {
        if (text == null) {
            return null;
        }
        JsonNode in = JsonText.own(text);
        return new Location(
                in.path("latitude").asDouble(),
                in.path("longitude").asDouble(),
                ZoneId.of(in.path("zone").asText()));
    }
}
