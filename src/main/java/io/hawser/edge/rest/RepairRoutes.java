package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.fault.FaultStore;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.repair.Asked;
import io.hawser.repair.Plan;
import io.hawser.repair.RepairService;
import io.hawser.repair.RepairStore.Rate;
import io.hawser.repair.RepairStore.Seen;
import io.hawser.repair.RepairStore.Stop;
import io.hawser.repair.Stage;
import io.hawser.repair.Strategy;
import io.hawser.repair.Try;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the hub does about faults, and what people have to say about that. */
final class RepairRoutes {
    private final Services hub;
    private final RepairService repairs;

    RepairRoutes(Services hub) {
        this.hub = hub;
        repairs = hub.repair().repairs();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("faultRepair", this::find);
        operations.put("changeRepair", this::change);
        operations.put("deviceRepair", this::ofDevice);
        operations.put("setDeviceRepair", this::setOfDevice);
        operations.put("modelRepair", this::ofModel);
    }

    private Future<Answer> find(Call call) {
        FaultId fault = id(call);
        return known(call, fault, Need.WATCH).compose(this::shown);
    }

    private Future<Answer> change(Call call) {
        Arguments given = call.arguments();
        FaultId fault = id(call);
        Integer strategy = given.optionalNumber("strategy").map(Long::intValue).orElse(null);
        return known(call, fault, Need.MEND).compose(found -> {
            DeviceId device = found.fault().device();
            if (device == null) {
                throw Failure.notFound("repair");
            }
            Future<Void> done = switch (given.field("act")) {
                case "start" -> repairs.start(fault, device, strategy, call.actor());
                case "skip" -> repairs.skip(fault, device, call.actor());
                case "stop" -> repairs.stop(fault, device, call.actor());
                default -> repairs.resume(fault, device, call.actor());
            };
            return done.compose(any -> shown(found));
        });
    }

    private Future<Answer> shown(FaultStore.Seen found) {
        String model = found.model();
        DeviceId device = found.fault().device();
        if (model == null || device == null) {
            return Future.failedFuture(Failure.notFound("repair"));
        }
        return repairs.find(found.fault().id())
                .compose(seen -> repairs.rates(model)
                        .compose(rates -> repairs.stopped(device)
                                .map(stop -> Answer.ok(JsonText.write(out -> {
                                    Plan plan = seen.map(known -> known.repair().plan())
                                            .orElseGet(() -> repairs.plan(
                                                    model, found.fault().code()));
                                    String code =
                                            RepairService.family(found.fault().code());
                                    out.writeStartObject();
                                    out.writeStringField(
                                            "fault", found.fault().id().value());
                                    out.writeBooleanField("stopped", stop.isPresent());
                                    stage(out, seen);
                                    plan(out, plan, of(rates, code));
                                    tries(out, seen.map(Seen::tries).orElse(List.of()));
                                    out.writeEndObject();
                                })))));
    }

    private static void stage(JsonGenerator out, Optional<Seen> seen) throws IOException {
        if (seen.isEmpty()) {
            out.writeNullField("stage");
            return;
        }
        Stage stage = seen.get().repair().stage();
        out.writeStringField("stage", RepairService.word(stage));
        out.writeNumberField("strategy", stage.strategy());
        if (stage instanceof Stage.Waiting waiting) {
            out.writeStringField("why", RepairService.word(waiting.why()));
        } else if (stage instanceof Stage.Resting resting) {
            out.writeStringField("why", RepairService.word(resting.why()));
        }
        Instant due = stage.due();
        if (due != null) {
            Resources.time(out, "until", due);
        }
    }

    private static void plan(JsonGenerator out, Plan plan, List<Rate> rates) throws IOException {
        out.writeArrayFieldStart("strategies");
        for (Strategy strategy : plan.strategies()) {
            strategy(out, strategy, rates);
        }
        out.writeEndArray();
    }

    private static void strategy(JsonGenerator out, Strategy strategy, List<Rate> rates) throws IOException {
        Rate rate = rates.stream()
                .filter(one -> one.name().equals(strategy.name()))
                .findFirst()
                .orElse(new Rate("", strategy.name(), 0, 0));
        out.writeStartObject();
        out.writeStringField("name", strategy.name());
        out.writeStringField("kind", Words.lower(strategy.kind()));
        Resources.raw(out, "title", strategy.title());
        out.writeStringField("by", strategy.byHand() ? "hand" : "hub");
        out.writeNumberField("soak", strategy.soak().toMillis());
        out.writeArrayFieldStart("steps");
        for (Json step : strategy.steps()) {
            out.writeRawValue(step.text());
        }
        out.writeEndArray();
        out.writeNumberField("fixed", rate.fixed());
        out.writeNumberField("failed", rate.failed());
        out.writeEndObject();
    }

    private static void tries(JsonGenerator out, List<Try> tries) throws IOException {
        out.writeArrayFieldStart("tries");
        for (Try one : tries) {
            out.writeStartObject();
            out.writeNumberField("try", one.number());
            out.writeNumberField("strategy", one.strategy());
            out.writeStringField("name", one.name());
            out.writeStringField("kind", Words.lower(one.kind()));
            out.writeFieldName("by");
            ActorJson.write(out, one.by());
            Resources.time(out, "begun", one.begun());
            @Nullable Instant ended = one.ended();
            if (ended != null) {
                Resources.time(out, "ended", ended);
            }
            out.writeStringField("outcome", Words.lower(one.outcome()));
            out.writeStringField("why", RepairService.word(one.why()));
            asked(out, one.asked());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void asked(JsonGenerator out, @Nullable Asked asked) throws IOException {
        if (asked != null) {
            out.writeObjectFieldStart("asked");
            Resources.raw(out, "set", JsonText.object(asked.set()));
            out.writeArrayFieldStart("unset");
            for (String name : asked.unset()) {
                out.writeString(name);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    private static List<Rate> of(List<Rate> rates, String code) {
        return rates.stream().filter(rate -> rate.code().equals(code)).toList();
    }

    private Future<Answer> ofDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access().require(call.user(), device, Need.WATCH).compose(may -> stopped(device));
    }

    private Future<Answer> setOfDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        boolean automatic = call.arguments().body().path("automatic").asBoolean();
        String reason =
                call.arguments().optionalField("reason").map(String::strip).orElse("");
        return hub.access()
                .require(call.user(), device, Need.MEND)
                .compose(may -> repairs.leaveAlone(device, automatic ? null : reason, call.actor()))
                .compose(done -> stopped(device));
    }

    private Future<Answer> stopped(DeviceId device) {
        return repairs.stopped(device)
                .map(stop -> Answer.ok(JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeBooleanField("automatic", stop.isEmpty());
                    if (stop.isPresent()) {
                        Stop why = stop.get();
                        out.writeStringField("reason", why.reason());
                        Resources.time(out, "at", why.at());
                        out.writeFieldName("by");
                        ActorJson.write(out, why.by());
                    }
                    out.writeEndObject();
                })));
    }

    private Future<Answer> ofModel(Call call) {
        String model = call.arguments().text("model");
        hub.models().model(model);
        return repairs.rates(model).map(rates -> {
            Map<String, Plan> byCode = new LinkedHashMap<>(repairs.plans(model));
            // What was tried against a code by a plan that serves several stands under that code.
            rates.stream()
                    .map(Rate::code)
                    .filter(code -> !code.startsWith(Fault.DRILL))
                    .forEach(code -> byCode.computeIfAbsent(code, tried -> repairs.plan(model, tried)));
            List<Map.Entry<String, Plan>> plans = new ArrayList<>(byCode.entrySet());
            return Answer.ok(Resources.list(new Page<>(plans, null), (out, plan) -> {
                out.writeStartObject();
                out.writeStringField("code", plan.getKey());
                plan(out, plan.getValue(), of(rates, plan.getKey()));
                out.writeEndObject();
            }));
        });
    }

    /** A fault of a device that the caller may do that with; of one that they may not know of, the same as if there were none. */
    private Future<FaultStore.Seen> known(Call call, FaultId fault, Need need) {
        return hub.faults().faults().find(fault).compose(found -> {
            DeviceId device = found.fault().device();
            return (device == null
                            ? Future.<Object>failedFuture(Failure.notFound("device"))
                            : hub.access().require(call.user(), device, need).<Object>mapEmpty())
                    .recover(cause -> Future.failedFuture(
                            cause instanceof Failure failure && failure.code() == io.hawser.domain.ErrorCode.NOT_FOUND
                                    ? Failure.notFound("fault")
                                    : cause))
                    .map(found);
        });
    }

    private static FaultId id(Call call) {
        return new FaultId(call.arguments().text("fault"));
    }
}
