package io.hawser.storage.redis;

import io.hawser.bus.Downlink;
import io.hawser.bus.Downlink.CommandOffer;
import io.hawser.command.CommandStore;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.session.Connection;
import io.hawser.session.SessionStore.Superseded;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command ledger in Redis: a packed value for each command, beside the device's log and in its shard. */
final class RedisCommandStore implements CommandStore {
    /** A page's cursor: the last command's time and id. */
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,16})~([A-Za-z0-9_.:-]{1,64})");

    private final RedisLinks redis;
    private final ColdDevices cold;
    private final Wake wake;

    RedisCommandStore(RedisLinks redis, ColdDevices cold, Wake wake) {
        this.redis = redis;
        this.cold = cold;
        this.wake = wake;
    }

    @Override
    public Future<Submitted> submit(Submission wish, Instant instant) {
        Instant now = instant.truncatedTo(ChronoUnit.MILLIS);
        DeviceId device = wish.device();
        Instant expires = now.plus(wish.ttl());
        List<String> arguments = of(device, now)
                .text(wish.id().value())
                .text(wish.name())
                .text(wish.args().text())
                .actor(wish.by())
                .text(wish.scope())
                .text(wish.key())
                .text(wish.bodyHash())
                .time(expires)
                .flag(wish.queue())
                .number(wish.ifRevision())
                .number(redis.settings().openCommands())
                .text(wish.cause() == null ? null : wish.cause().value())
                .list();
        return cold.warm(device, () -> redis.run(Script.SUBMIT, Shards.session(device), arguments))
                .map(reply -> submitted(wish, now, expires, reply));
    }

    private Submitted submitted(Submission wish, Instant now, Instant expires, Reply reply) {
        DeviceId device = wish.device();
        switch (reply.text(0)) {
            case "REPEATED" -> {
                return new Submitted(command(device, reply.at(1)), true, List.of(), null);
            }
            case "REUSED" -> throw Failure.of(ErrorCode.KEY_REUSED, "This key came with another command before.");
            case "CONFLICT" ->
                throw Failure.of(
                        ErrorCode.VERSION_CONFLICT, "The device is at revision " + reply.text(1) + " meanwhile.");
            case "MANY" ->
                throw Failure.of(
                        ErrorCode.RATE_LIMITED, "Too many commands of this device are open.", Duration.ofSeconds(1));
            case "OFFLINE" -> throw Failure.of(ErrorCode.DEVICE_OFFLINE, "The device is not connected.");
            default -> {}
        }
        wake.due(device, expires);
        boolean carried = reply.textOrNull(1) != null;
        Command command = new Command(
                wish.id(),
                device,
                wish.name(),
                wish.args(),
                carried ? CommandStatus.SENT : CommandStatus.QUEUED,
                null,
                null,
                null,
                null,
                wish.by(),
                now,
                expires,
                null);
        long epoch = reply.number(2);
        Downlink downlink = carried
                ? new Downlink(
                        device,
                        epoch,
                        reply.number(1),
                        new CommandOffer(command.id(), command.name(), command.args(), command.expires()))
                : null;
        List<Change> changes = new ArrayList<>(Entries.appended(reply.at(4)));
        changes.add(entry(command, wish.because(), epoch, reply.number(3), now));
        return new Submitted(command, false, wake.told(changes), downlink);
    }

    /** What a command's step appended to the log. */
    private static Change entry(Command command, Cause cause, long epoch, long revision, Instant at) {
        return new Change(
                command.device(),
                epoch,
                revision,
                at,
                command.by(),
                cause,
                new CommandEntry(
                        command.id(),
                        command.name(),
                        command.args(),
                        command.status(),
                        command.percent(),
                        command.data(),
                        command.code(),
                        command.message()));
    }

    @Override
    public Future<Step> step(Connection connection, CommandId command, Word word, Instant instant) {
        Instant now = instant.truncatedTo(ChronoUnit.MILLIS);
        Integer percent = word.percent();
        Json data = word.data();
        Args arguments = Args.at(now, redis)
                .connection(connection)
                .text(command.value())
                .text(Words.lower(word.status()))
                .text(percent == null ? null : percent.toString())
                .text(data == null ? null : data.text())
                .text(word.code())
                .text(word.message());
        return run(Script.STEP, connection.device(), arguments).map(reply -> {
            if (reply.is("STALE")) {
                throw new Superseded(reply.flag(1));
            }
            return step(connection.device(), now, reply);
        });
    }

    @Override
    public Future<Step> cancel(DeviceId device, CommandId command, Actor by, Instant now) {
        return run(Script.CANCEL, device, of(device, now).text(command.value()).actor(by))
                .map(reply -> {
                    if (reply.is("LATE")) {
                        throw Failure.of(ErrorCode.VERSION_CONFLICT, "The command is " + reply.text(1) + " already.");
                    }
                    return step(device, now, reply);
                });
    }

    private Step step(DeviceId device, Instant now, Reply reply) {
        if (reply.is("UNKNOWN")) {
            throw Failure.notFound("command");
        }
        Command command = command(device, reply.at(1));
        List<Change> changes = new ArrayList<>(Entries.appended(reply.at(4)));
        if (reply.textOrNull(2) != null) {
            Cause cause = new Cause(reply.at(1).text(12));
            changes.add(entry(command, cause, reply.number(2), reply.number(3), now));
        }
        return new Step(command, wake.told(changes));
    }

    @Override
    public Future<Optional<Command>> find(DeviceId device, CommandId command) {
        return run(Script.COMMAND, device, of(device, Instant.EPOCH).text(command.value()))
                .map(reply -> reply.size() == 0 ? Optional.empty() : Optional.of(command(device, reply)));
    }

    @Override
    public Future<Page<Command>> list(DeviceId device, int limit, @Nullable String cursor) {
        Args arguments = of(device, Instant.EPOCH).number(limit);
        if (cursor == null) {
            arguments.text("").text("");
        } else {
            Matcher parts = CURSOR.matcher(cursor);
            if (!parts.matches()) {
                return Future.failedFuture(Failure.invalid("cursor", "must be one that a page gave"));
            }
            arguments.text(parts.group(2)).text(parts.group(1));
        }
        return run(Script.COMMANDS, device, arguments).map(reply -> {
            List<Command> commands = reply.all(row -> command(device, row));
            return new Page<>(commands, commands.size() < limit ? null : next(commands.get(commands.size() - 1)));
        });
    }

    private static String next(Command last) {
        return last.created().toEpochMilli() + "~" + last.id();
    }

    private Future<Reply> run(Script script, DeviceId device, Args arguments) {
        return redis.run(script, Shards.session(device), arguments.list());
    }

    private Args of(DeviceId device, Instant now) {
        return Args.at(now, redis).text(device.value());
    }

    private static Command command(DeviceId device, Reply row) {
        String percent = row.textOrNull(4);
        String data = row.textOrNull(5);
        String ended = row.textOrNull(11);
        return new Command(
                new CommandId(row.text(0)),
                device,
                row.text(1),
                new Json(row.text(2)),
                Words.constant(CommandStatus.class, row.text(3)),
                percent == null ? null : Integer.valueOf(percent),
                data == null ? null : new Json(data),
                row.textOrNull(6),
                row.textOrNull(7),
                ActorJson.read(JsonText.object(row.text(8))),
                Instant.ofEpochMilli(row.number(9)),
                Instant.ofEpochMilli(row.number(10)),
                ended == null ? null : Instant.ofEpochMilli(Long.parseLong(ended)));
    }
}
