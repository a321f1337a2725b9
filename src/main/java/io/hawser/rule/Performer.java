package io.hawser.rule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.NewIds;
import io.hawser.domain.Notice;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.rule.Firing.Act;
import io.hawser.rule.Firing.Outcome;
import io.hawser.rule.Hands.Doer;
import io.hawser.rule.RuleStore.Claimed;
import io.hawser.rule.RuleStore.Effects;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does what one firing of a rule asks for, one after the other. Done again after it was broken off, it comes to the same. For one use.
 */
final class Performer {
    private static final int MOST_DEVICES = 200;
    private static final Set<ErrorCode> DENIALS = Set.of(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN);

    private final RuleStore store;
    private final Hands hands;
    private final NewIds ids;
    private final Claimed claimed;
    private final Sentence says;
    private final Instant now;
    private final Doer doer;
    private final Wording wording;
    private final List<Act> acts = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final List<Fault.Step> raised = new ArrayList<>();

    Performer(RuleStore store, Hands hands, NewIds ids, Claimed claimed, Sentence says, Instant now) {
        this.store = store;
        this.hands = hands;
        this.ids = ids;
        this.claimed = claimed;
        this.says = says;
        this.now = now;
        doer = new Doer(claimed.owner(), claimed.firing());
        wording = new Wording(claimed, says);
    }

    /** What came of it; fails with {@code UNAVAILABLE} when it has to be done again. */
    Future<Firing> perform() {
        boolean then = claimed.firing().branch() == Fired.Branch.THEN;
        List<Deed> deeds = then ? says.then() : says.otherwise();
        Future<Void> done = Future.succeededFuture();
        for (int i = 0; i < deeds.size(); i++) {
            int place = i;
            done = done.compose(before -> perform(deeds.get(place), place));
        }
        return done.map(all -> {
            if (!then) {
                says.raises()
                        .forEach(fault -> acts.add(
                                done(what("fault").put("fault", fault.code()).put("cleared", true))));
            }
            return claimed.firing().ended(outcome(), null, acts);
        });
    }

    /** What it brings about in the store. */
    Effects effects() {
        boolean over = claimed.firing().branch() == Fired.Branch.ELSE;
        return new Effects(
                notices, raised, over ? says.raises().map(Deed.Raise::code).toList() : List.of());
    }

    private Outcome outcome() {
        Set<Outcome> all = acts.stream().map(Act::outcome).collect(Collectors.toSet());
        if (all.size() > 1) {
            return all.contains(Outcome.DONE) ? Outcome.PARTLY : Outcome.FAILED;
        }
        return all.isEmpty() ? Outcome.DONE : all.iterator().next();
    }

    private Future<Void> perform(Deed deed, int place) {
        if (deed instanceof Deed.Tell tell) {
            return each(
                    tell.target(),
                    device -> act(
                            what("command", device)
                                    .put("name", tell.name())
                                    .set("args", JsonText.own(tell.args().text())),
                            device,
                            hands.tell(doer, tell, device, place)));
        }
        if (deed instanceof Deed.Want want) {
            return each(
                    want.target(),
                    device -> act(
                            what("desired", device).set("desired", wanted(want)),
                            device,
                            hands.want(doer, want, device, place).map(done -> (@Nullable CommandId) null)));
        }
        if (deed instanceof Deed.Notify notify) {
            Notice notice = wording.notice(notify, place, now);
            notices.add(notice);
            acts.add(done(what("notify")
                    .put("to", Words.lower(notify.to()))
                    .put("title", notice.title().getOrDefault("en", says.name()))));
        } else if (deed instanceof Deed.Raise raise) {
            raise(raise);
        }
        return Future.succeededFuture();
    }

    private void raise(Deed.Raise raise) {
        DeviceId device = claimed.firing().device();
        if (device != null) {
            raised.add(Fault.found(
                    ids.fault(),
                    device,
                    raise.code(),
                    raise.severity(),
                    now,
                    doer.actor(),
                    wording.fault(raise),
                    null,
                    false,
                    doer.cause()));
            acts.add(done(what("fault", device).put("fault", raise.code())));
        }
    }

    private static ObjectNode wanted(Deed.Want want) {
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        want.set().forEach((name, value) -> wanted.set(name, JsonText.own(value.text())));
        want.unset().forEach(wanted::putNull);
        return wanted;
    }

    @FunctionalInterface
    private interface WithDevice {
        Future<Void> act(DeviceId device);
    }

    private Future<Void> each(Target target, WithDevice one) {
        return devices(target).compose(devices -> {
            Future<Void> all = Future.succeededFuture();
            for (DeviceId device : devices) {
                all = all.compose(before -> one.act(device));
            }
            return all;
        });
    }

    private Future<List<DeviceId>> devices(Target target) {
        if (target instanceof Target.Named named) {
            return Future.succeededFuture(named.devices());
        }
        if (target instanceof Target.InSpace in) {
            return store.devices(in.space(), in.model(), MOST_DEVICES);
        }
        DeviceId same = claimed.firing().device();
        return Future.succeededFuture(same == null ? List.of() : List.of(same));
    }

    /** Notes what came of it; what another try may bring about is none of the outcomes. */
    private Future<Void> act(ObjectNode what, DeviceId device, Future<@Nullable CommandId> doing) {
        return doing.transform(result -> {
            if (result.succeeded()) {
                acts.add(new Act(JsonText.json(what), Outcome.DONE, result.result(), null, null, device));
                return Future.succeededFuture();
            }
            if (!(result.cause() instanceof Failure failure) || failure.code() == ErrorCode.UNAVAILABLE) {
                return Future.failedFuture(result.cause());
            }
            Outcome outcome = DENIALS.contains(failure.code()) ? Outcome.DENIED : Outcome.FAILED;
            acts.add(new Act(JsonText.json(what), outcome, null, failure.code().name(), failure.words(), device));
            return Future.succeededFuture();
        });
    }

    private static Act done(ObjectNode what) {
        return new Act(JsonText.json(what), Outcome.DONE, null, null, null, null);
    }

    private static ObjectNode what(String action) {
        return JsonNodeFactory.instance.objectNode().put("action", action);
    }

    private static ObjectNode what(String action, DeviceId device) {
        return what(action).put("device", device.value());
    }
}
