package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.proof.Kept;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept of devices, read twice: as a user over REST, and behind the hub's back. */
public final class KeptLog {
    private static final String VALUE = "n";

    private KeptLog() {}

    /** The logs over REST, by somebody who may see them. */
    public static List<Kept> overRest(HubClient user, Collection<String> devices) {
        List<Kept> all = new ArrayList<>();
        devices.forEach(device -> Waiting.of(pages(user, device, "", all)));
        return all;
    }

    private static Future<Void> pages(HubClient user, String device, String cursor, List<Kept> all) {
        return user.call(HttpMethod.GET, "/devices/" + device + "/log?limit=200" + cursor, null)
                .compose(page -> {
                    page.getJsonArray("items").forEach(item -> {
                        JsonObject entry = (JsonObject) item;
                        all.add(kept(
                                device,
                                entry.getLong("epoch"),
                                entry.getLong("revision"),
                                entry.getString("kind"),
                                entry));
                    });
                    String next = page.getString("next");
                    return next == null
                            ? Future.succeededFuture()
                            : pages(user, device, "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8), all);
                });
    }

    /** The rows of {@code device_log}; fails with {@link BenchFailure} when it cannot be read. */
    public static List<Kept> inPostgres(String url, Collection<String> devices) {
        List<Kept> all = new ArrayList<>();
        try (Connection connection = connect(url);
                PreparedStatement rows = connection.prepareStatement(
                        "SELECT device, epoch, revision, kind, body::text FROM device_log WHERE device = ANY(?)")) {
            rows.setArray(1, connection.createArrayOf("text", devices.toArray()));
            try (ResultSet row = rows.executeQuery()) {
                while (row.next()) {
                    all.add(kept(
                            row.getString(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getString(4),
                            new JsonObject(row.getString(5))));
                }
            }
        } catch (SQLException e) {
            throw new BenchFailure("PostgreSQL cannot be read: " + e.getMessage());
        }
        return all;
    }

    static Connection connect(String url) throws SQLException {
        URI uri = URI.create(url);
        String[] account = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), account[0], account[1]);
    }

    /** The counter of a report, in a {@code set} or a {@code state}. */
    public static @Nullable Long value(@Nullable JsonObject set) {
        return set == null ? null : set.getLong(VALUE);
    }

    private static Kept kept(String device, long epoch, long revision, String kind, JsonObject body) {
        return new Kept(
                device,
                epoch,
                revision,
                kind.toLowerCase(java.util.Locale.ROOT),
                kind.equalsIgnoreCase("state") ? value(body.getJsonObject("set")) : null,
                body.getString("command"),
                body.getString("status"));
    }
}
