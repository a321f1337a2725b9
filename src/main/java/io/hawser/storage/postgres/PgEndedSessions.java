package io.hawser.storage.postgres;

import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.identity.EndedSessions;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Log-ins and terminals that ended, in the table {@code ended_sessions}. */
final class PgEndedSessions implements EndedSessions {
    private static final String COLUMNS =
            "id, kind, person, reason, created, seen, ended, address, client, node, commands, reconnects, received, sent";

    private static final String KEEP =
            "INSERT INTO ended_sessions (" + COLUMNS + ") SELECT e.* FROM unnest($1::text[], $2::text[],"
                    + " $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::text[], $10::text[],"
                    + " $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[]) AS e (" + COLUMNS
                    + ") JOIN users u ON u.id = e.person"
                    + " ON CONFLICT (id) DO NOTHING";

    private static final Counts NOTHING = new Counts(0, 0, 0, 0, 0);

    private final Database database;

    PgEndedSessions(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> keep(List<SessionView> ended) {
        return database.query(
                        KEEP,
                        texts(ended, view -> view.id().value()),
                        texts(ended, view -> Words.lower(view.kind())),
                        texts(
                                ended,
                                view -> view.user() == null ? null : view.user().value()),
                        texts(ended, view -> (view.endReason() == null ? EndReason.EXPIRED : view.endReason()).name()),
                        Columns.times(ended, SessionView::created),
                        Columns.times(ended, SessionView::lastSeen),
                        Columns.times(ended, SessionView::expires),
                        texts(ended, SessionView::address),
                        texts(ended, SessionView::client),
                        texts(ended, SessionView::node),
                        numbers(ended, Counts::commands),
                        numbers(ended, Counts::reconnects),
                        numbers(ended, Counts::received),
                        numbers(ended, Counts::sent))
                .mapEmpty();
    }

    @Override
    public Future<Optional<SessionView>> find(SessionId session) {
        return database.lookup("SELECT " + COLUMNS + " FROM ended_sessions WHERE id = $1", session.value())
                .map(rows -> Columns.first(rows, PgEndedSessions::view));
    }

    @Override
    public Future<List<SessionView>> of(UserId user, int most) {
        return database.lookup(
                        "SELECT " + COLUMNS + " FROM ended_sessions WHERE person = $1 ORDER BY ended DESC LIMIT $2",
                        user.value(),
                        most)
                .map(rows -> Columns.all(rows, PgEndedSessions::view));
    }

    @Override
    public Future<Integer> forget(Instant before) {
        return database.query("DELETE FROM ended_sessions WHERE ended < $1", Columns.time(before))
                .map(rows -> rows.rowCount());
    }

    /** What a client says of itself may hold what PostgreSQL does not keep. */
    private static @Nullable String[] texts(List<SessionView> all, Function<SessionView, @Nullable String> text) {
        return all.stream()
                .map(text)
                .map(one -> one == null ? null : one.replace("\0", ""))
                .toArray(String[]::new);
    }

    private static Long[] numbers(List<SessionView> all, ToLongFunction<Counts> number) {
        return all.stream()
                .map(view -> number.applyAsLong(view.counts() == null ? NOTHING : view.counts()))
                .toArray(Long[]::new);
    }

    private static SessionView view(Row row) {
        return new SessionView(
                new SessionId(row.getString("id")),
                Words.constant(SessionKind.class, row.getString("kind")),
                new UserId(row.getString("person")),
                SessionState.ENDED,
                EndReason.valueOf(row.getString("reason")),
                Columns.instant(row, "created"),
                Columns.instant(row, "seen"),
                Columns.instant(row, "ended"),
                row.getString("address"),
                row.getString("client"),
                row.getString("node"),
                new Counts(
                        0,
                        row.getLong("commands"),
                        row.getLong("reconnects"),
                        row.getLong("received"),
                        row.getLong("sent")));
    }
}
