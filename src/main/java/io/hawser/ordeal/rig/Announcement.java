package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of the hub that a fault has begun, read behind the hub's back.
 *
 * @param id its own, the same however often it is sent
 * @param alert that it is about
 * @param status {@code waiting}, {@code sent}, {@code failed} or {@code dropped}
 */
public record Announcement(String id, String alert, String status) {
    /** Those by mail of faults of this code; fails with {@link BenchFailure} when they cannot be read. */
    public static List<Announcement> byMail(String url, String code) {
        List<Announcement> all = new ArrayList<>();
        try (Connection connection = KeptLog.connect(url);
                PreparedStatement rows = connection.prepareStatement(
                        "SELECT d.id, d.alert, d.status FROM deliveries d JOIN alerts a"
                                + " ON a.id = d.alert WHERE d.channel = 'mail' AND d.stage = 'raised' AND a.code LIKE ?")) {
            rows.setString(1, code + "%");
            try (ResultSet row = rows.executeQuery()) {
                while (row.next()) {
                    all.add(new Announcement(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        } catch (SQLException e) {
            throw new BenchFailure("PostgreSQL cannot be read: " + e.getMessage());
        }
        return all;
    }
}
