package io.hawser.storage.postgres;

import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.rule.Firing;
import io.hawser.rule.Known;
import io.hawser.rule.Moves;
import io.hawser.rule.Watch;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What entries and deadlines make of rules, stored in one transaction. */
final class PgRuleMoves {
    private static final String WATCHES =
            "INSERT INTO rule_watches (rule, subject, device, phase, since, due, epoch, revision, memory)"
                    + " SELECT w.rule, coalesce(w.device, ''), w.device, w.phase, w.since, w.due, w.epoch, w.revision, w.memory::json"
                    + " FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[],"
                    + " $7::bigint[], $8::text[]) AS w (rule, device, phase, since, due, epoch, revision, memory)"
                    + " ON CONFLICT (rule, subject) DO UPDATE SET phase = excluded.phase, since = excluded.since,"
                    + " due = excluded.due, epoch = excluded.epoch, revision = excluded.revision, memory = excluded.memory";

    private static final String DROP =
            "DELETE FROM rule_watches w USING unnest($1::text[], $2::text[]) AS g (rule, device)"
                    + " WHERE w.rule = g.rule AND w.subject = coalesce(g.device, '')";

    /** What led to the firing that it came of led to it as well. */
    private static final String FIRINGS =
            "INSERT INTO rule_firings (id, rule, version, at, branch, device, why, parent, cause, chain, outcome, reason, acts)"
                    + " SELECT f.id, f.rule, f.version, f.at, f.branch, f.device, f.why::json, f.parent, coalesce(p.cause, f.parent),"
                    + " coalesce(p.chain, '[]'::jsonb) || f.chain::jsonb, f.outcome, f.reason, '[]'::json"
                    + " FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],"
                    + " $8::text[], $9::text[], $10::text[], $11::text[])"
                    + " AS f (id, rule, version, at, branch, device, why, parent, chain, outcome, reason)"
                    + " LEFT JOIN rule_firings p ON p.id = f.parent";

    private PgRuleMoves() {}

    /**
     * Within somebody's transaction.
     *
     * @param there the devices that were not removed meanwhile: of others there is nothing to store
     */
    static Future<Integer> save(Database.Statements statements, Set<String> there, Moves moves) {
        List<Watch> watches = moves.watches().stream()
                .filter(watch -> isThere(there, watch.device()))
                .toList();
        List<Firing> firings = moves.firings().stream()
                .filter(firing -> isThere(there, firing.device()))
                .toList();
        return run(statements, WATCHES, watches, PgRuleMoves::watches)
                .compose(saved -> run(statements, DROP, moves.dropped(), PgRuleMoves::keys))
                .compose(dropped -> run(statements, FIRINGS, firings, PgRuleMoves::firings))
                .map(firings.size());
    }

    private static boolean isThere(Set<String> there, @Nullable DeviceId device) {
        return device == null || there.contains(device.value());
    }

    private static <T> Future<?> run(
            Database.Statements statements, String sql, List<T> all, Function<List<T>, @Nullable Object[]> arguments) {
        return all.isEmpty() ? Future.succeededFuture() : statements.run(sql, arguments.apply(all));
    }

    private static @Nullable Object[] watches(List<Watch> all) {
        return new @Nullable Object[] {
            texts(all, watch -> watch.rule().value()),
            texts(all, watch -> id(watch.device())),
            texts(all, watch -> Words.lower(watch.phase())),
            Columns.times(all, Watch::since),
            Columns.times(all, Watch::due),
            all.stream().map(watch -> watch.last().epoch()).toArray(Long[]::new),
            all.stream().map(watch -> watch.last().revision()).toArray(Long[]::new),
            texts(all, watch -> JsonNul.kept(watch.memory().json().text()))
        };
    }

    private static @Nullable Object[] keys(List<Known.Key> all) {
        return new @Nullable Object[] {texts(all, key -> key.rule().value()), texts(all, key -> id(key.device()))};
    }

    private static @Nullable Object[] firings(List<Firing> all) {
        return new @Nullable Object[] {
            texts(all, firing -> firing.id().value()),
            texts(all, firing -> firing.rule().value()),
            all.stream().map(Firing::version).toArray(Integer[]::new),
            Columns.times(all, Firing::at),
            texts(all, firing -> Words.lower(firing.branch())),
            texts(all, firing -> id(firing.device())),
            texts(all, firing -> JsonNul.kept(firing.why().text())),
            texts(all, firing -> text(firing.parent())),
            texts(
                    all,
                    firing -> JsonNul.kept(
                            JsonText.json(PgRules.chain(firing.chain())).text())),
            texts(all, firing -> Words.lower(firing.outcome())),
            texts(
                    all,
                    firing -> firing.reason() == null ? null : firing.reason().word())
        };
    }

    private static @Nullable String id(@Nullable DeviceId device) {
        return device == null ? null : device.value();
    }

    private static @Nullable String text(@Nullable Cause cause) {
        return cause == null ? null : cause.value();
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
