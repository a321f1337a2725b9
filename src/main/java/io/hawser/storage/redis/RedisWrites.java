package io.hawser.storage.redis;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultStatus;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.Words;
import io.hawser.session.Connection;
import io.hawser.session.SessionStore.Superseded;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stores what devices say: {@code write.lua}. */
final class RedisWrites {
    /** Beyond this, Lua's numbers skip some. */
    private static final long HIGHEST_SEQ = (1L << 53) - 1;

    /** What is less is the way that it took. */
    private static final Duration AHEAD = Duration.ofSeconds(5);

    private final RedisLinks redis;
    private final Wake wake;
    private final Sequence sequence = new Sequence();

    RedisWrites(RedisLinks redis, Wake wake) {
        this.redis = redis;
        this.wake = wake;
    }

    Future<Written> write(Connection connection, Uplink uplink, Instant now) {
        if (uplink.seq() < 0 || uplink.seq() > HIGHEST_SEQ) {
            return Future.failedFuture(Failure.invalid("seq", "must be 0 to " + HIGHEST_SEQ));
        }
        Write write = new Write(
                connection,
                uplink.seq(),
                sequence.before(connection, uplink.seq()),
                uplink,
                entry(uplink),
                at(uplink, now),
                new Actor.ByDevice(connection.device()),
                now);
        return attempt(write, write.before, true).map(reply -> {
            if (reply.is("FULL")) {
                sequence.refused(connection, write.seq, write.before);
            }
            return written(write, reply);
        });
    }

    /**
     * Sends the write. Should the one before it not be stored, that may just be on its way again, ahead of this one; or it was
     * refused for good, which is then known.
     */
    private Future<Reply> attempt(Write write, @Nullable Long before, boolean first) {
        return redis.run(Script.WRITE, Shards.session(write.connection.device()), arguments(write, before))
                .compose(reply -> {
                    Long resolved = sequence.resolved(write.connection, write.before);
                    return reply.is("GAP") && (first || !Objects.equals(resolved, before))
                            ? attempt(write, resolved, false)
                            : Future.succeededFuture(reply);
                });
    }

    private List<String> arguments(Write write, @Nullable Long before) {
        Connection connection = write.connection;
        Args arguments = Args.at(write.now, redis)
                .connection(connection)
                .number(write.seq)
                .number(before)
                .text(Words.lower(write.entry.kind()))
                .time(write.at)
                .actor(write.by)
                .text(body(write))
                .number(redis.settings().stateBytes());
        if (write.entry instanceof StateEntry state) {
            CommandId command = state.command();
            arguments.text(command == null ? null : command.value());
            arguments.properties(state.set()).names(state.unset());
        } else {
            arguments.text(null);
            if (write.uplink instanceof Uplink.Fault fault) {
                arguments
                        .text(fault.code())
                        .flag(fault.active())
                        .text(fault.fresh().value());
            }
        }
        return arguments.list();
    }

    /** How far the device's clock is ahead is told beside what it said, since its times are taken back to the hub's. */
    private static String body(Write write) {
        String body = EntryJson.object(write.entry).text();
        Instant told = write.uplink.at();
        Duration ahead = told == null ? Duration.ZERO : Duration.between(write.now, told);
        return ahead.compareTo(AHEAD) < 0
                ? body
                : body.substring(0, body.length() - 1) + ",\"ahead\":" + ahead.toMillis() + "}";
    }

    /** Nothing more comes of a connection. */
    void over(Connection connection) {
        sequence.over(connection);
    }

    private Written written(Write write, Reply reply) {
        switch (reply.text(0)) {
            case "STALE" -> {
                sequence.over(write.connection);
                throw new Superseded(reply.flag(1));
            }
            case "GAP" -> throw Failure.unavailable("What was said before this is not stored: say it again.");
            case "FULL" ->
                throw Failure.of(
                        ErrorCode.SESSION_FULL,
                        write.entry instanceof FaultEntry
                                ? "More than " + reply.number(1) + " faults would be open."
                                : "The state would exceed " + reply.number(1) + " bytes.");
            default -> {}
        }
        List<Change> changes = new ArrayList<>(Entries.appended(reply.at(5)));
        long revision = reply.number(2);
        if (revision > 0) {
            Entry entry = known(settled(write.entry, reply.texts(4)), reply.textOrNull(7));
            DeviceId device = write.connection.device();
            long epoch = write.connection.epoch();
            Cause cause = Entries.cause(device, epoch, revision, reply.textOrNull(6));
            changes.add(new Change(device, epoch, revision, write.at, write.by, cause, entry));
        }
        return new Written(reply.number(1), reply.number(3), wake.told(changes));
    }

    private static Entry entry(Uplink uplink) {
        if (uplink instanceof Uplink.Event event) {
            return new EventEntry(event.name(), event.data());
        }
        if (uplink instanceof Uplink.Fault fault) {
            FaultStatus status = fault.active() ? FaultStatus.OPEN : FaultStatus.VERIFYING;
            return new FaultEntry(
                    fault.fresh().value(),
                    fault.code(),
                    Words.lower(fault.severity()),
                    Words.lower(status),
                    fault.data());
        }
        Uplink.Report report = (Uplink.Report) uplink;
        List<String> unset = report.unset().stream()
                .filter(name -> !report.set().containsKey(name))
                .distinct()
                .toList();
        return new StateEntry(report.set(), unset, report.command(), Map.of(), List.of(), 1);
    }

    private static Entry settled(Entry entry, List<String> settled) {
        if (settled.isEmpty() || !(entry instanceof StateEntry state)) {
            return entry;
        }
        return new StateEntry(state.set(), state.unset(), state.command(), Map.of(), settled, 1);
    }

    /** A fault under the id by which it is known already. */
    private static Entry known(Entry entry, @Nullable String fault) {
        return entry instanceof FaultEntry told && fault != null
                ? new FaultEntry(fault, told.code(), told.severity(), told.status(), told.data())
                : entry;
    }

    /** The device's own time, to the millisecond, unless it lies in the future. */
    private static Instant at(Uplink uplink, Instant now) {
        @Nullable Instant at = uplink.at();
        return Instant.ofEpochMilli((at == null || at.isAfter(now) ? now : at).toEpochMilli());
    }

    /** One write on its way; {@code before} must be stored ahead of it. */
    private record Write(
            Connection connection,
            long seq,
            @Nullable Long before,
            Uplink uplink,
            Entry entry,
            Instant at,
            Actor by,
            Instant now) {}
}
