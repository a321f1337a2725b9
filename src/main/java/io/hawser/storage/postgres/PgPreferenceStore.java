package io.hawser.storage.postgres;

import io.hawser.alert.ChannelKind;
import io.hawser.alert.PreferenceStore;
import io.hawser.alert.Preferences;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How people want to be told, in {@code notification_settings}, and what is not proven yet, in {@code address_codes}. */
final class PgPreferenceStore implements PreferenceStore {
    private static final String SAVE =
            "INSERT INTO notification_settings (person, language, zone, mail, mail_to, mail_least, sms,"
                    + " sms_to, sms_least, push, push_least, quiet_from, quiet_until, quiet_breaks, digest_at)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (person) DO UPDATE SET"
                    + " language = excluded.language, zone = excluded.zone, mail = excluded.mail,"
                    // An address only goes, and is never set here.
                    + " mail_to = CASE WHEN excluded.mail_to IS NOT NULL THEN notification_settings.mail_to END,"
                    + " mail_least = excluded.mail_least, sms = excluded.sms,"
                    + " sms_to = CASE WHEN excluded.sms_to IS NOT NULL THEN notification_settings.sms_to END,"
                    + " sms_least = excluded.sms_least, push = excluded.push, push_least = excluded.push_least,"
                    + " quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, quiet_breaks = excluded.quiet_breaks,"
                    + " digest_at = excluded.digest_at";

    private static final String AWAIT =
            "INSERT INTO address_codes AS c (person, channel, address, hash, tries, made, sends, since)"
                    + " VALUES ($1, $2, $3, $4, 0, $5, 1, $5) ON CONFLICT (person, channel) DO UPDATE SET address = excluded.address,"
                    + " hash = excluded.hash, tries = 0, made = excluded.made,"
                    + " sends = CASE WHEN c.since < $6 THEN 1 ELSE c.sends + 1 END,"
                    + " since = CASE WHEN c.since < $6 THEN excluded.since ELSE c.since END"
                    + " WHERE c.since < $6 OR c.sends < $7";

    private static final String TRY = "UPDATE address_codes SET tries = tries + 1 WHERE person = $1 AND channel = $2"
            + " AND tries < $3 AND made >= $4 RETURNING address, hash";

    private final Database database;

    PgPreferenceStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Optional<Preferences>> find(UserId person) {
        return database.lookup(
                        "SELECT " + PgPreferences.COLUMNS + " FROM notification_settings n WHERE n.person = $1",
                        person.value())
                .map(rows -> Columns.first(rows, PgPreferences::read));
    }

    @Override
    public Future<Void> save(UserId person, Preferences said) {
        Preferences.Quiet quiet = said.quiet();
        return database.lookup(
                        SAVE,
                        person.value(),
                        said.language(),
                        said.zone().getId(),
                        said.mail().on(),
                        said.mail().to(),
                        Words.lower(said.mail().least()),
                        said.sms().on(),
                        said.sms().to(),
                        Words.lower(said.sms().least()),
                        said.push().on(),
                        Words.lower(said.push().least()),
                        quiet == null ? null : quiet.from(),
                        quiet == null ? null : quiet.until(),
                        quiet != null && quiet.breaks(),
                        said.digestAt())
                .mapEmpty();
    }

    @Override
    public Future<Map<ChannelKind, String>> pending(UserId person) {
        return database.lookup(
                        "SELECT channel, address FROM address_codes WHERE person = $1 AND address <> ''",
                        person.value())
                .map(rows -> {
                    Map<ChannelKind, String> pending = new EnumMap<>(ChannelKind.class);
                    rows.forEach(row -> pending.put(
                            Words.constant(ChannelKind.class, row.getString("channel")), row.getString("address")));
                    return pending;
                });
    }

    @Override
    public Future<Boolean> await(
            UserId person, ChannelKind channel, String address, String hash, int most, Duration within, Instant now) {
        return database.lookup(
                        AWAIT,
                        person.value(),
                        Words.lower(channel),
                        address,
                        hash,
                        Columns.time(now),
                        Columns.time(now.minus(within)),
                        (short) most)
                .map(rows -> rows.rowCount() > 0);
    }

    /** How many codes were sent is remembered. */
    @Override
    public Future<Void> forget(UserId person, ChannelKind channel) {
        return database.lookup(
                        "UPDATE address_codes SET address = '', hash = '' WHERE person = $1 AND channel = $2",
                        person.value(),
                        Words.lower(channel))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> prove(UserId person, ChannelKind channel, String hash, int tries, Instant notBefore) {
        String column = channel == ChannelKind.MAIL ? "mail_to" : "sms_to";
        return database.transaction(statements -> statements
                .run(TRY, person.value(), Words.lower(channel), (short) tries, Columns.time(notBefore))
                .compose(rows -> proven(statements, rows, person, channel, column, hash)));
    }

    private static Future<Boolean> proven(
            Database.Statements statements,
            RowSet<Row> rows,
            UserId person,
            ChannelKind channel,
            String column,
            String hash) {
        if (rows.size() == 0 || !rows.iterator().next().getString("hash").equals(hash)) {
            return Future.succeededFuture(false);
        }
        return statements
                .run(
                        "UPDATE notification_settings SET " + column + " = $2 WHERE person = $1",
                        person.value(),
                        rows.iterator().next().getString("address"))
                .compose(done -> statements.run(
                        "UPDATE address_codes SET address = '', hash = '' WHERE person = $1 AND channel = $2",
                        person.value(),
                        Words.lower(channel)))
                .map(true);
    }
}
