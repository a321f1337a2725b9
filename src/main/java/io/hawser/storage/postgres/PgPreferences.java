package io.hawser.storage.postgres;

import io.hawser.alert.Preferences;
import io.hawser.alert.Preferences.Quiet;
import io.hawser.alert.Preferences.Way;
import io.hawser.domain.Severity;
import io.hawser.protocol.Words;
import io.vertx.sqlclient.Row;
import java.time.LocalTime;
import java.time.ZoneId;

/** How people want to be told as rows of {@code notification_settings}. */
final class PgPreferences {
    /** What is to be selected of them; all null of somebody who has said nothing. */
    static final String COLUMNS =
            "n.language, n.zone, n.mail, n.mail_to, n.mail_least, n.sms, n.sms_to, n.sms_least, n.push,"
                    + " n.push_least, n.quiet_from, n.quiet_until, n.quiet_breaks, n.digest_at";

    private PgPreferences() {}

    /** A row with {@link #COLUMNS}. */
    static Preferences read(Row row) {
        if (row.getString("language") == null) {
            return Preferences.USUAL;
        }
        LocalTime from = row.getLocalTime("quiet_from");
        return new Preferences(
                row.getString("language"),
                ZoneId.of(row.getString("zone")),
                way(row, "mail"),
                way(row, "sms"),
                new Way(row.getBoolean("push"), null, severity(row, "push_least")),
                from == null ? null : new Quiet(from, row.getLocalTime("quiet_until"), row.getBoolean("quiet_breaks")),
                row.getLocalTime("digest_at"));
    }

    private static Way way(Row row, String channel) {
        return new Way(row.getBoolean(channel), row.getString(channel + "_to"), severity(row, channel + "_least"));
    }

    private static Severity severity(Row row, String column) {
        return Words.constant(Severity.class, row.getString(column));
    }
}
