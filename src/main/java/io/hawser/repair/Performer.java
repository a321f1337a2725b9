package io.hawser.repair;

import io.hawser.command.CommandService;
import io.hawser.command.CommandStore.Submission;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Presence;
import io.hawser.domain.Secret;
import io.hawser.domain.Snapshot;
import io.hawser.domain.Via;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.session.Wish;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a repair does with a device. Whatever it is asked for twice is done once. Safe for use by any thread. */
final class Performer {
    private static final String SCOPE = "repair";

    private final CommandService commands;
    private final SessionService sessions;
    private final SessionStore live;
    private final NewIds ids;

    Performer(CommandService commands, SessionService sessions, SessionStore live, NewIds ids) {
        this.commands = commands;
        this.sessions = sessions;
        this.live = live;
        this.ids = ids;
    }

    /** Whether the device is there. */
    Future<Presence> presence(DeviceId device) {
        return look(device).map(Snapshot::presence);
    }

    /** Everything about the device at this moment. */
    Future<Snapshot> look(DeviceId device) {
        return live.snapshot(device);
    }

    /**
     * Tells the device to do something; asked again with the same key it is the first one's. Fails as
     * {@link io.hawser.command.CommandStore#submit} does.
     */
    Future<Command> tell(DeviceId device, String name, Json args, Duration within, Actor by, Cause cause, String key) {
        Submission submission = new Submission(
                ids.command(),
                device,
                name,
                args,
                by(by),
                SCOPE,
                key,
                Secret.hash(name + "\n" + args.text()),
                within,
                false,
                null,
                cause);
        return commands.submit(submission).map(submitted -> submitted.command());
    }

    /** What has become of it; empty when nobody remembers. */
    Future<Optional<Command>> find(DeviceId device, CommandId command) {
        return commands.find(device, command);
    }

    /** What is wanted of the device is wanted anew, so that it hears of it again. */
    Future<Void> desire(DeviceId device, Actor by) {
        return live.snapshot(device)
                .compose(snapshot -> snapshot.desired().isEmpty()
                        ? Future.succeededFuture()
                        : sessions.desire(device, snapshot.desired(), List.of(), snapshot.revision(), by(by))
                                .<Void>mapEmpty()
                                .recover(Performer::moved));
    }

    /** What is wanted of the device is told to it again as it is; whether the device is there. */
    Future<Boolean> offer(DeviceId device) {
        return sessions.offerWanted(device);
    }

    /** That is wanted of the device from now on; false: somebody else has changed meanwhile what is wanted, and nothing was. */
    Future<Boolean> wish(DeviceId device, Asked asked, Actor by, Cause cause, String key) {
        Wish wish = new Wish(device, asked.set(), asked.unset(), asked.revision(), by(by), SCOPE + ":" + key, cause);
        return sessions.wish(wish).map(true).recover(failed -> moved(failed).map(false));
    }

    /** A person did it, but not by their own hand. */
    private static Actor by(Actor by) {
        return by instanceof Actor.ByUser user ? new Actor.ByUser(user.user(), user.name(), Via.REPAIR) : by;
    }

    /** Somebody else has wanted something at the same moment, of which the device hears by that. */
    private static Future<Void> moved(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == io.hawser.domain.ErrorCode.PRECONDITION_FAILED
                ? Future.succeededFuture()
                : Future.failedFuture(cause);
    }
}
