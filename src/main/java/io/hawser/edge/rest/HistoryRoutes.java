package io.hawser.edge.rest;

import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryService;
import io.hawser.history.HistoryStore.Bucket;
import io.hawser.history.LogFilter;
import io.hawser.protocol.JsonText;
import io.hawser.rule.Firing;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What happened to a device, from the kept log. */
final class HistoryRoutes {
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN);
    private static final Duration DAY = Duration.ofDays(1);

    private final Services hub;
    private final HistoryService history;

    HistoryRoutes(Services hub) {
        this.hub = hub;
        history = new HistoryService(hub.history());
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("log", this::log);
        operations.put("series", this::series);
        operations.put("chain", this::chain);
    }

    private Future<Answer> log(Call call) {
        Arguments given = call.arguments();
        DeviceId device = DeviceRoutes.device(call);
        LogFilter filter = LogArguments.filter(given);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> history.log(
                        device,
                        filter,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)))
                .compose(page -> Archived.since(hub.history(), filter.from(), filter.kinds())
                        .map(archived -> Answer.ok(Resources.list(page, Resources::change, archived::write))));
    }

    /**
     * The part of a chain that the caller may know of; without any it does not exist for them. Where rules took part in it, that goes on
     * beyond them, and they are told of as well.
     */
    private Future<Answer> chain(Call call) {
        Cause cause = new Cause(call.arguments().text("cause"));
        return hub.rules().family(call.user(), cause).compose(firings -> {
            List<Cause> led = firings.stream()
                    .map(firing -> new Cause(firing.id().value()))
                    .toList();
            return history.touched(cause, led)
                    .compose(devices -> watched(call, devices))
                    .compose(devices -> chain(call, cause, led, devices, firings));
        });
    }

    private Future<Answer> chain(
            Call call, Cause cause, List<Cause> led, List<DeviceId> devices, List<Firing> firings) {
        Arguments given = call.arguments();
        if (devices.isEmpty() && firings.isEmpty()) {
            return Future.failedFuture(Failure.notFound("cause"));
        }
        return history.chain(
                        cause,
                        led,
                        devices,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .compose(page -> Archived.since(hub.history(), null, Set.of())
                        .map(archived -> Answer.ok(Resources.list(page, Resources::change, out -> {
                            archived.write(out);
                            out.writeArrayFieldStart("firings");
                            for (Firing firing : firings) {
                                RuleResources.firing(out, firing);
                            }
                            out.writeEndArray();
                        }))));
    }

    private Future<List<DeviceId>> watched(Call call, List<DeviceId> devices) {
        List<Future<Boolean>> asked = devices.stream()
                .map(device -> hub.access()
                        .require(call.user(), device, Need.WATCH)
                        .map(true)
                        .recover(failure -> failure instanceof Failure known && REFUSALS.contains(known.code())
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(failure)))
                .toList();
        return Future.all(asked)
                .map(done -> IntStream.range(0, devices.size())
                        .filter(i -> asked.get(i).result())
                        .mapToObj(devices::get)
                        .toList());
    }

    private Future<Answer> series(Call call) {
        Arguments given = call.arguments();
        DeviceId device = DeviceRoutes.device(call);
        String property = given.text("property");
        Instant to = given.instant("to").orElseGet(hub.clock()::instant);
        Instant from = given.instant("from").orElseGet(() -> to.minus(DAY));
        LogArguments.checkSpan(from, to);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> history.series(device, property, from, to, given.number("buckets")))
                .compose(buckets -> Archived.since(hub.history(), from, Set.of(Kind.STATE))
                        .map(archived -> Answer.ok(series(device, property, from, to, buckets, archived))));
    }

    private static Json series(
            DeviceId device, String property, Instant from, Instant to, List<Bucket> buckets, Archived archived) {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeStringField("device", device.value());
            out.writeStringField("property", property);
            Resources.time(out, "from", from);
            Resources.time(out, "to", to);
            out.writeArrayFieldStart("buckets");
            for (Bucket bucket : buckets) {
                Resources.bucket(out, bucket);
            }
            out.writeEndArray();
            archived.write(out);
            out.writeEndObject();
        });
    }
}
