package io.hawser.command;

import io.hawser.bus.Downlink;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Secret;
import io.hawser.domain.UserId;
import io.hawser.session.Connection;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ledger of commands, beside the device's log and written in the same atomic steps. Failures as in {@code SessionStore}. */
public interface CommandStore {
    /**
     * Takes a command in. A connected device's command becomes {@code SENT} in this step, with the downlink that its socket must
     * carry; another's becomes {@code QUEUED} or, when it must not wait, the call fails with {@code DEVICE_OFFLINE}. A known key
     * with the same body returns the first one's outcome, with another body it fails with {@code KEY_REUSED}. Fails with
     * {@code VERSION_CONFLICT} when the log is not at {@code ifRevision}, and with {@code RATE_LIMITED} when too many
     * commands of the device are open.
     */
    Future<Submitted> submit(Submission submission, Instant now);

    /** The device's own word on a command; empty changes when it says nothing new. Fails with {@code NOT_FOUND}. */
    Future<Step> step(Connection connection, CommandId command, Word word, Instant now);

    /** Takes back a queued command; fails with {@code VERSION_CONFLICT} once it was sent, {@code NOT_FOUND} when unknown. */
    Future<Step> cancel(DeviceId device, CommandId command, Actor by, Instant now);

    /** One command, as long as it is remembered: at least 24 h after its end. */
    Future<Optional<Command>> find(DeviceId device, CommandId command);

    /** The device's commands, newest first. */
    Future<Page<Command>> list(DeviceId device, int limit, @Nullable String cursor);

    /**
     * A wish as the ledger takes it.
     *
     * @param scope whose idempotency keys these are: the user's id
     * @param bodyHash SHA-256 (hex) of what makes two submissions the same
     * @param queue whether it may wait for an absent device
     * @param cause what it came of; null for nothing but the wish itself
     */
    record Submission(
            CommandId id,
            DeviceId device,
            String name,
            Json args,
            Actor by,
            String scope,
            @Nullable String key,
            String bodyHash,
            Duration ttl,
            boolean queue,
            @Nullable Long ifRevision,
            @Nullable Cause cause) {
        /** One of a user, with the hash that makes it the same by whichever way it comes in. */
        public static Submission of(
                CommandId id,
                DeviceId device,
                String name,
                Json args,
                Actor by,
                UserId user,
                @Nullable String key,
                Duration ttl,
                boolean queue,
                @Nullable Long ifRevision) {
            String body = String.join("\n", name, args.text(), ttl.toString(), "" + queue, "" + ifRevision);
            return new Submission(
                    id, device, name, args, by, user.value(), key, Secret.hash(body), ttl, queue, ifRevision, null);
        }

        /** The same as something else brought it about: what comes of the command belongs to that. */
        public Submission of(Cause cause) {
            return new Submission(id, device, name, args, by, scope, key, bodyHash, ttl, queue, ifRevision, cause);
        }

        /** What its entries have as their cause: what it came of, or the command itself. */
        public Cause because() {
            return cause == null ? new Cause(id.value()) : cause;
        }
    }

    /**
     * What came of it.
     *
     * @param repeated whether the key was known and {@code command} is the first one's
     * @param downlink what the device's socket must carry now
     */
    record Submitted(
            Command command,
            boolean repeated,
            List<Change> changes,
            @Nullable Downlink downlink) {}

    /** A command after a step, and the entries that it made. */
    record Step(Command command, List<Change> changes) {}

    /**
     * What the device says of a command.
     *
     * @param status {@code RECEIVED}, {@code RUNNING}, {@code DONE}, {@code REJECTED} or {@code FAILED}
     */
    record Word(
            CommandStatus status,
            @Nullable Integer percent,
            @Nullable Json data,
            @Nullable String code,
            @Nullable String message) {}
}
