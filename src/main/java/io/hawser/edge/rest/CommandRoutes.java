package io.hawser.edge.rest;

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
        operations.put("command", this::submit);
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

    private Future<Answer> submit(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        Submission submission = submission(call, device);
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

    private Submission submission(Call call, DeviceId device) {
        Arguments given = call.arguments();
        Json args = given.body().has("args") ? JsonText.json(given.body().get("args")) : new Json("{}");
        return Submission.of(
                hub.ids().command(),
                device,
                given.field("name"),
                args,
                call.actor(),
                call.user().id(),
                given.optionalText("Idempotency-Key").orElse(null),
                given.optionalNumber("ttl").map(Duration::ofMillis).orElse(hub.commandTtl()),
                given.optionalField("offline").filter("queue"::equals).isPresent(),
                given.optionalNumber("ifRevision").orElse(null));
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
