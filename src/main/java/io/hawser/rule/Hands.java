package io.hawser.rule;

import io.hawser.command.CommandService;
import io.hawser.command.CommandStore.Submission;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.NewIds;
import io.hawser.domain.Secret;
import io.hawser.domain.User;
import io.hawser.domain.Via;
import io.hawser.session.SessionService;
import io.hawser.session.Wish;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What rules do with devices, in the name of whose they are. Whatever is asked for twice is done once. Safe for use by any thread. */
final class Hands {
    private static final String SCOPE = "rule";

    private final CommandService commands;
    private final SessionService sessions;
    private final AccessPolicy access;
    private final Capabilities capabilities;
    private final NewIds ids;
    private final Duration ttl;

    /** @param ttl how long a command lives when the rule does not say */
    Hands(
            CommandService commands,
            SessionService sessions,
            AccessPolicy access,
            Capabilities capabilities,
            NewIds ids,
            Duration ttl) {
        this.commands = commands;
        this.sessions = sessions;
        this.access = access;
        this.capabilities = capabilities;
        this.ids = ids;
        this.ttl = ttl;
    }

    /**
     * In whose name a rule acts.
     *
     * @param owner null: the hub's
     */
    record Doer(@Nullable User owner, Firing firing) {
        Actor actor() {
            User person = owner;
            return person == null
                    ? new Actor.ByHub(SCOPE)
                    : new Actor.ByUser(person.id(), person.name(), Via.RULE, firing.rule());
        }

        Cause cause() {
            return new Cause(firing.id().value());
        }
    }

    /** Whether they may. Fails with {@code NOT_FOUND} or {@code FORBIDDEN} where they may not. */
    Future<Void> may(Doer doer, DeviceId device, Need need) {
        User person = doer.owner();
        return person == null
                ? Future.succeededFuture()
                : access.require(person, device, need).mapEmpty();
    }

    /** Commands a device; fails as that does. */
    Future<CommandId> tell(Doer doer, Deed.Tell tell, DeviceId device, int place) {
        return may(doer, device, Need.COMMAND)
                .compose(may -> capabilities.command(device, tell.name(), tell.args()))
                .compose(fits -> commands.submit(new Submission(
                        ids.command(),
                        device,
                        tell.name(),
                        tell.args(),
                        doer.actor(),
                        SCOPE,
                        key(doer, device, place),
                        Secret.hash(tell.name() + "\n" + tell.args().text()),
                        Objects.requireNonNullElse(tell.ttl(), ttl),
                        tell.queue(),
                        null,
                        doer.cause())))
                .map(submitted -> submitted.command().id());
    }

    /** Wants a device to be so; fails as that does. */
    Future<Void> want(Doer doer, Deed.Want want, DeviceId device, int place) {
        return may(doer, device, Need.COMMAND)
                .compose(may -> capabilities.desired(device, want.set()))
                .compose(fits -> sessions.wish(new Wish(
                        device,
                        want.set(),
                        want.unset(),
                        null,
                        doer.actor(),
                        SCOPE + ":" + key(doer, device, place),
                        doer.cause())))
                .mapEmpty();
    }

    private static String key(Doer doer, DeviceId device, int place) {
        return doer.firing().id() + ":" + place + ":" + device;
    }
}
