package io.hawser.edge.rest;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserRole;
import io.hawser.fault.FaultFilter;
import io.hawser.fault.FaultService;
import io.hawser.fault.FaultStore.Seen;
import io.hawser.history.HistoryService;
import io.hawser.history.LogFilter;
import io.hawser.protocol.Words;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What does not work as it should, and what people do about it. */
final class FaultRoutes {
    private static final int STEPS = 100;
    private static final Set<Kind> TOGETHER = Set.of(Kind.PRESENCE, Kind.FAULT);

    private final Services hub;
    private final FaultService faults;
    private final HistoryService history;

    FaultRoutes(Services hub) {
        this.hub = hub;
        faults = hub.faults().faults();
        history = new HistoryService(hub.history());
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("faults", this::list);
        operations.put("deviceFaults", this::ofDevice);
        operations.put("fault", this::find);
        operations.put("faultSteps", this::steps);
        operations.put("faultLog", this::log);
        operations.put("acknowledgeFault", this::acknowledge);
        operations.put("snoozeFault", this::snooze);
        operations.put("closeFault", this::close);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        FaultFilter filter = filter(
                given,
                given.optionalText("device").map(DeviceId::new).orElse(null),
                given.optionalText("space").map(SpaceId::new).orElse(null));
        return isInSight(call, filter).compose(all -> listed(call, filter, all));
    }

    private Future<Answer> ofDevice(Call call) {
        FaultFilter filter = filter(call.arguments(), DeviceRoutes.device(call), null);
        return isInSight(call, filter).compose(all -> listed(call, filter, all));
    }

    /** Whether all that the filter means may be seen, since it is of a device or a space that may be. */
    private Future<Boolean> isInSight(Call call, FaultFilter filter) {
        DeviceId device = filter.device();
        SpaceId space = filter.space();
        FaultId site = filter.site();
        Future<?> seen = Future.succeededFuture();
        if (device != null) {
            seen = hub.access().require(call.user(), device, Need.WATCH);
        }
        if (space != null) {
            seen = seen.compose(ok -> hub.access().require(call.user(), space, Need.WATCH));
        }
        if (site != null) {
            seen = seen.compose(ok -> seen(call, site, Need.WATCH));
        }
        boolean named = device != null || space != null;
        boolean admin = site != null && call.user().role() == UserRole.ADMIN;
        return seen.map(named || admin);
    }

    private Future<Answer> listed(Call call, FaultFilter filter, boolean all) {
        Arguments given = call.arguments();
        FaultResources write = new FaultResources(hub.faults().handbook());
        Future<Page<Seen>> page = faults.list(
                call.user().id(),
                all,
                filter,
                given.optionalText("order")
                        .map(word -> Words.constant(FaultFilter.Order.class, word))
                        .orElse(FaultFilter.Order.NEWEST),
                given.number("limit"),
                given.optionalText("cursor").orElse(null));
        return page.compose(found -> faults.count(call.user().id(), all, filter)
                .map(counts -> Answer.ok(Resources.list(found, write::fault, out -> write.counts(out, counts)))));
    }

    private static FaultFilter filter(Arguments given, @Nullable DeviceId device, @Nullable SpaceId space) {
        return new FaultFilter(
                device,
                space,
                given.optionalText("site").map(FaultId::new).orElse(null),
                given.optionalText("code").orElse(null),
                given.flag("unresolved"),
                given.flag("alone"),
                constants(FaultStatus.class, given.texts("status")),
                constants(Severity.class, given.texts("severity")));
    }

    private static <E extends Enum<E>> Set<E> constants(Class<E> type, List<String> words) {
        return words.stream().map(word -> Words.constant(type, word)).collect(Collectors.toSet());
    }

    private Future<Answer> find(Call call) {
        return seen(call, id(call), Need.WATCH).compose(reach -> whole(call, reach));
    }

    private Future<Answer> whole(Call call, Reach reach) {
        FaultResources write = new FaultResources(hub.faults().handbook());
        FaultId id = reach.fault().id();
        return faults.steps(id, STEPS, null)
                .compose(steps -> hub.faults()
                        .mutes()
                        .isMuted(id, call.user().id())
                        .map(muted -> Answer.ok(Resources.one(
                                reach.seen(),
                                (out, seen) -> write.whole(out, seen, reach.may(), muted, steps.items())))));
    }

    private Future<Answer> steps(Call call) {
        Arguments given = call.arguments();
        return seen(call, id(call), Need.WATCH)
                .compose(reach -> faults.steps(
                        reach.fault().id(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)))
                .map(page -> Answer.ok(Resources.list(page, FaultResources::step)));
    }

    /** The device's log around the fault; of a space's, who of the devices that it carried came and went. */
    private Future<Answer> log(Call call) {
        Arguments given = call.arguments();
        Set<Kind> kinds = HistoryService.kinds(given.texts("kinds"));
        Duration span = Duration.ofMillis(given.number("span"));
        String cursor = given.optionalText("cursor").orElse(null);
        int limit = given.number("limit");
        return seen(call, id(call), Need.WATCH).compose(reach -> {
            Fault fault = reach.fault();
            Instant around = given.instant("around").orElse(fault.opened());
            Instant from = around.minus(span);
            Instant to = around.plus(span);
            DeviceId device = fault.device();
            Set<Kind> told = device == null && kinds.isEmpty() ? TOGETHER : kinds;
            LogFilter filter = new LogFilter(told, from, to, null, null);
            boolean all = call.user().role() == UserRole.ADMIN;
            Future<Page<Change>> page = device != null
                    ? history.log(device, filter, limit, cursor)
                    : faults.carried(fault.id(), call.user().id(), all)
                            .compose(devices -> history.log(devices, filter, limit, cursor));
            return page.compose(entries -> Archived.since(hub.history(), from, told)
                    .map(archived -> Answer.ok(Resources.list(entries, Resources::change, archived::write))));
        });
    }

    private Future<Answer> acknowledge(Call call) {
        String note = call.arguments().optionalField("note").map(String::strip).orElse(null);
        return changed(
                call,
                Need.ACKNOWLEDGE,
                fault -> faults.acknowledge(
                        fault, call.user().id(), call.actor(), note == null || note.isEmpty() ? null : note));
    }

    private Future<Answer> snooze(Call call) {
        Instant until = call.arguments()
                .optionalNumber("until")
                .map(Instant::ofEpochMilli)
                .orElse(null);
        return changed(call, Need.ACKNOWLEDGE, fault -> faults.snooze(fault, until, call.actor()));
    }

    private Future<Answer> close(Call call) {
        String reason = call.arguments().field("reason").strip();
        if (reason.isEmpty()) {
            throw Failure.invalid("/reason", "must not be empty");
        }
        return changed(call, Need.MEND, fault -> faults.close(fault, reason, call.actor()));
    }

    private Future<Answer> changed(Call call, Need need, Function<FaultId, Future<Void>> change) {
        FaultId id = id(call);
        return seen(call, id, need)
                .compose(reach -> change.apply(id)
                        .compose(done -> faults.find(id))
                        .compose(now -> whole(call, new Reach(now, reach.may()))));
    }

    private Future<Reach> seen(Call call, FaultId id, Need need) {
        return faults.find(id)
                .compose(seen ->
                        hub.access().require(call.user(), seen.fault(), need).map(may -> new Reach(seen, may)));
    }

    private static FaultId id(Call call) {
        return new FaultId(call.arguments().text("fault"));
    }

    /** A fault, and what the caller may do about it. */
    private record Reach(Seen seen, Predicate<Need> may) {
        Fault fault() {
            return seen.fault();
        }
    }
}
