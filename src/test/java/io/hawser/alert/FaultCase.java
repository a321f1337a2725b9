package io.hawser.alert;

import io.hawser.alert.Situation.Given;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import io.hawser.fault.Handling;
import io.hawser.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One fault and what becomes of it, with everything that was told kept as the store would keep it. Time passes when a test says so. */
final class FaultCase {
    static final UserId OWNER = new UserId("owner");
    static final UserId MANAGER = new UserId("manager");
    static final UserId TECHNICIAN = new UserId("technician");
    static final UserId VIEWER = new UserId("viewer");
    static final UserId ADMIN = new UserId("admin");

    private static final Actor HUB = new Actor.ByHub("check");

    final ManualClock clock = new ManualClock();
    final Map<UserId, Recipient> people = new HashMap<>();
    final List<Situation.Hook> hooks = new ArrayList<>();

    @Nullable Instant maintained;

    private final AlertRules rules;
    private final Map<String, Given> given = new HashMap<>();
    private final Set<UserId> informed = new HashSet<>();
    private final List<String> news = new ArrayList<>();
    private Fault fault;
    private Situation.@Nullable Told told;

    FaultCase(Severity severity, AlertSettings settings) {
        this(severity, settings, false);
    }

    FaultCase(Severity severity, AlertSettings settings, boolean drill) {
        rules = new AlertRules(
                settings,
                (code, how, model, override) ->
                        new Handling(Map.of("en", "It failed"), Map.of("en", "Means"), Map.of("en", "Do")),
                Set.of(ChannelKind.values()));
        fault = Fault.found(
                        new FaultId("flt_1"),
                        new DeviceId("dev_1"),
                        "X.FAILED",
                        severity,
                        clock.instant(),
                        HUB,
                        drill ? new Json("{\"startedBy\":\"admin\"}") : Json.EMPTY,
                        null,
                        drill,
                        new Cause("flt_1"))
                .fault();
        add(person(OWNER, true, true, false, false));
        add(person(VIEWER, false, false, false, false));
    }

    static Recipient person(UserId id, boolean owner, boolean manager, boolean technician, boolean administrator) {
        Preferences usual = Preferences.USUAL;
        Preferences byMail = new Preferences(
                "en", usual.zone(), usual.mail().to(id + "@example.org"), usual.sms(), usual.push(), null, null);
        return new Recipient(id, owner, manager, technician, administrator, !administrator, false, byMail, List.of());
    }

    static Recipient with(Recipient one, boolean muted, Preferences preferences) {
        return new Recipient(
                one.user(),
                one.owner(),
                one.manager(),
                one.technician(),
                one.administrator(),
                one.concerned(),
                muted,
                preferences,
                one.browsers());
    }

    FaultCase add(Recipient person) {
        people.put(person.user(), person);
        return this;
    }

    Recipient of(UserId person) {
        return java.util.Objects.requireNonNull(people.get(person));
    }

    Fault fault() {
        return fault;
    }

    /** When there is something to be done next; null: never. */
    @Nullable Instant look() {
        return told == null ? null : told.look();
    }

    /** What it became. */
    FaultCase become(FaultStatus status) {
        return step(fault.become(status, HUB, clock.instant(), Json.EMPTY));
    }

    FaultCase become(Severity severity) {
        return step(fault.become(severity, HUB, clock.instant(), Json.EMPTY));
    }

    FaultCase relapse() {
        return step(fault.relapse(fault.severity(), HUB, clock.instant(), Json.EMPTY));
    }

    FaultCase step(Fault.Step step) {
        fault = step.fault();
        return this;
    }

    FaultCase pass(Duration time) {
        clock.pass(time);
        return this;
    }

    /** Lets time pass to the next moment at which there is something to be done. */
    FaultCase passToLook() {
        Instant next = look();
        if (next == null) {
            throw new AssertionError("there is nothing to be done any more");
        }
        return pass(Duration.between(clock.instant(), next));
    }

    /** All that waits has gone out. */
    FaultCase send() {
        given.replaceAll((id, one) -> one.waiting() ? new Given(one.delivery(), false, true, false) : one);
        return this;
    }

    /** All that waits was tried, and nobody knows whether it came. */
    FaultCase tryInVain() {
        given.replaceAll((id, one) -> one.waiting() ? new Given(one.delivery(), true, false, true) : one);
        return this;
    }

    /** What a look tells: {@code raised owner mail}, and {@code raised owner} for the panel; sorted. */
    List<String> news() {
        news.clear();
        Decision decision = rules.decide(
                new Situation(
                        fault,
                        "Lamp",
                        "light",
                        null,
                        Optional.ofNullable(told),
                        maintained,
                        List.copyOf(people.values()),
                        hooks,
                        informed,
                        List.copyOf(given.values())),
                clock.instant());
        told = decision.after();
        decision.panel().forEach((person, stage) -> {
            informed.add(person);
            news.add(word(stage) + " " + person);
        });
        decision.deliveries().forEach(one -> {
            Given before = given.putIfAbsent(one.id(), new Given(one, true, false, false));
            if (before == null) {
                news.add(word(one.stage()) + " " + (one.person() == null ? one.webhook() : one.person()) + " "
                        + one.channel().name().toLowerCase(java.util.Locale.ROOT));
            }
        });
        decision.dropped().forEach(id -> {
            Given gone = given.remove(id);
            if (gone != null) {
                news.add("dropped " + gone.delivery().person());
            }
        });
        if (decision.step() != null) {
            step(decision.step());
            news.add("is " + fault.status().name().toLowerCase(java.util.Locale.ROOT));
        }
        return news.stream().sorted().collect(Collectors.toList());
    }

    private static String word(Stage stage) {
        return stage.name().toLowerCase(java.util.Locale.ROOT);
    }
}
