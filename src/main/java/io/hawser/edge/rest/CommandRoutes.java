package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.command.CommandStore.Submission;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commands: told, waited for, looked up, taken back. */
final class CommandRoutes {

    private final Vertx vertx;
    private final Services hub;
    private final CommandEnds ends;

    CommandRoutes(Vertx vertx, Services hub, CommandEnds ends) {
        this.vertx = vertx;
        this.hub = hub;
        this.ends = ends;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("commands", this::list);
        operations.put("command", this::command);
        operations.put("invokeAction", this::action);
        operations.put("commandState", this::find);
        operations.put("cancelCommand", this::cancel);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> hub.commands()
                        .list(
                                device,
                                given.number("limit"),
                                given.optionalText("cursor").orElse(null)))
                .map(page -> Answer.ok(Resources.list(page, Resources::command)));
    }

    private Future<Answer> command(Call call) {
        ObjectNode body = call.arguments().body();
        Json args = body.has("args") ? JsonText.json(body.get("args")) : new Json("{}");
        return submit(
                call,
                submission(
                        call,
                        call.arguments().field("name"),
                        args,
                        call.arguments().optionalNumber("ttl"),
                        call.arguments().optionalField("offline"),
                        call.arguments().optionalNumber("ifRevision").orElse(null)));
    }

    /** The same in the words of the Web of Things: the body is what the action takes. */
    private Future<Answer> action(Call call) {
        Arguments given = call.arguments();
        return submit(
                        call,
                        submission(
                                call,
                                given.text("action"),
                                JsonText.json(given.body()),
                                given.optionalLong("ttl"),
                                given.optionalText("offline"),
                                null))
                .recover(cause -> Future.failedFuture(BodyPaths.in("/args", cause)));
    }

    private Future<Answer> submit(Call call, Submission submission) {
        DeviceId device = submission.device();
        Duration wait =
                call.arguments().optionalText("Prefer").map(Preference::wait).orElse(Duration.ZERO);
        return hub.access()
                .require(call.user(), device, Need.COMMAND)
                .compose(may -> hub.devices().model(device))
                .compose(model -> {
                    hub.models().checkCommand(model, submission.name(), submission.args());
                    return wait.isZero()
                            ? hub.commands().submit(submission).map(submitted -> answer(submitted.command()))
                            : waited(submission, wait, call.gone());
                })
                .onSuccess(taken -> hub.identity().use().commanded(call.caller().login()));
    }

    /** Waits for the end on the bus while the client does; the ledger then has all that the device said. */
    private Future<Answer> waited(Submission submission, Duration wait, Future<Void> gone) {
        CommandEnds.Waiting waiting = ends.listen(submission.device());
        return hub.commands()
                .submit(submission)
                .compose(submitted -> {
                    Command command = submitted.command();
                    return command.status().isEnd()
                            ? Future.succeededFuture(command)
                            : endOrTime(waiting, command, wait, gone);
                })
                .map(command -> command.status().isEnd()
                        ? answer(command).with("Preference-Applied", "wait=" + wait.toSeconds())
                        : answer(command))
                .onComplete(done -> waiting.close());
    }

    private Future<Command> endOrTime(CommandEnds.Waiting waiting, Command command, Duration wait, Future<Void> gone) {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(wait.toMillis(), late -> over.tryComplete());
        waiting.whenMissed(() -> hub.commands()
                .find(command.device(), command.id())
                .onSuccess(now -> {
                    if (now.map(Command::status).filter(CommandStatus::isEnd).isPresent()) {
                        over.tryComplete();
                    }
                }));
        waiting.endOf(command.id()).onComplete(end -> over.tryComplete());
        gone.onComplete(left -> over.tryComplete());
        return over.future()
                .onComplete(done -> vertx.cancelTimer(timer))
                .compose(done -> hub.commands().find(command.device(), command.id()))
                .map(now -> now.orElse(command));
    }

    private Submission submission(
            Call call,
            String name,
            Json args,
            Optional<Long> ttl,
            Optional<String> offline,
            @Nullable Long ifRevision) {
        return Submission.of(
                hub.ids().command(),
                DeviceRoutes.device(call),
                name,
                args,
                call.actor(),
                call.user().id(),
                call.arguments().optionalText("Idempotency-Key").orElse(null),
                ttl.map(Duration::ofMillis).orElse(hub.commandTtl()),
                offline.filter("queue"::equals).isPresent(),
                ifRevision);
    }

    private Future<Answer> find(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> hub.commands().find(device, id(call)))
                .map(found -> Answer.ok(
                        Resources.one(found.orElseThrow(() -> Failure.notFound("command")), Resources::command)));
    }

    private Future<Answer> cancel(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.COMMAND)
                .compose(may -> hub.commands().cancel(device, id(call), call.actor()))
                .map(command -> Answer.ok(Resources.one(command, Resources::command)));
    }

    private static CommandId id(Call call) {
        return new CommandId(call.arguments().text("command"));
    }

    private static Answer answer(Command command) {
        Json body = Resources.one(command, Resources::command);
        String location = RestMount.BASE + "/devices/" + command.device() + "/commands/" + command.id();
        return command.status().isEnd() ? Answer.ok(body) : new Answer(202, body, null, Map.of("Location", location));
    }
}
