package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.fault.FaultStore.Stepped;
import io.hawser.testing.CountingIds;
import io.hawser.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One fault with its repair in memory: what is decided is applied as the store would. */
final class Bench {
    static final Actor CHECK = new Actor.ByHub("check");
    static final Actor ANA = new Actor.ByUser(new UserId("ana"), "Ana", Via.REST);
    static final String CODE = "AUDIO.CAPTURE";
    private static final DeviceId DEVICE = new DeviceId("dev_1");

    final ManualClock clock = new ManualClock();
    private final CountingIds ids = new CountingIds();
    private final Hearing hearing;
    private final Deciding deciding;
    final Proving proving;
    final Hand hand;
    final Map<String, Boolean> counted = new HashMap<>();
    private final List<Try> tries = new ArrayList<>();
    private final List<FaultStatus> statuses = new ArrayList<>();
    private Fault fault;
    private Stepped last;
    private @Nullable Repair repair;
    private @Nullable Ticket ticket;

    @Nullable Ticket before;

    boolean raised = true;

    @Nullable Instant clearing;

    boolean stopped;

    @Nullable Instant maintenance;

    Map<String, Case.Past> past = Map.of();
    int busy;
    Presence presence;
    Asking asking = Asking.NONE;
    boolean calmed;

    /** @param strategies as YAML has them, in JSON */
    Bench(String strategies, RepairSettings settings) {
        StrategyBook book = new StrategyBook(
                null,
                model -> List.of(
                        new Json("{\"code\":\"AUDIO\",\"strategies\":%s}".formatted(strategies.replace('\'', '"')))));
        Course course = new Course(ids);
        hearing = new Hearing(book, course);
        deciding = new Deciding(
                settings,
                course,
                (model, action) ->
                        action instanceof Action.Tell tell && tell.command().equals("unknown")
                                ? Why.UNSUPPORTED
                                : null);
        proving = new Proving(course);
        hand = new Hand(course, hearing);
        presence = online();
        Fault.Step found = Fault.found(
                new FaultId("flt_1"),
                DEVICE,
                CODE,
                Severity.MAJOR,
                clock.instant(),
                CHECK,
                Json.EMPTY,
                null,
                false,
                new Cause("flt_1"));
        fault = found.fault();
        last = stepped(found);
    }

    Bench(String strategies) {
        this(strategies, RepairSettings.USUAL);
    }

    Presence online() {
        return new Presence(Presence.Status.ONLINE, Presence.Reason.CONNECTED, clock.instant(), null);
    }

    Presence offline() {
        return new Presence(Presence.Status.OFFLINE, Presence.Reason.CLOSED, clock.instant(), null);
    }

    /** The fault moves by somebody else's doing, and repair hears of it. */
    Bench moves(Function<Fault, Fault.Step> step) {
        apply(step.apply(fault));
        return hears();
    }

    Bench hears() {
        hearing.heard(on(), clock.instant()).ifPresent(this::apply);
        return this;
    }

    /** What is due is decided, as often as something comes of it. */
    Bench looks() {
        while (stage() instanceof Stage.Waiting waiting && !waiting.look().isAfter(clock.instant())) {
            Optional<Decision> decision = deciding.decide(on(), waiting, outlook(), clock.instant());
            if (decision.isEmpty()) {
                break;
            }
            apply(decision.get());
        }
        return this;
    }

    Bench passes(Duration time) {
        clock.pass(time);
        return this;
    }

    Outlook outlook() {
        return new Outlook(presence, busy, asking);
    }

    /** A decision on the try that is under way. */
    Bench tried(BiFunction<Turn, Stage, Optional<Decision>> decide) {
        decide.apply(turn(), stage()).ifPresent(this::apply);
        return this;
    }

    Turn turn() {
        return new Turn(on(), Objects.requireNonNull(repair), clock.instant());
    }

    /** Somebody does something. */
    Bench does(Function<Case, Optional<Decision>> act) {
        act.apply(on()).ifPresent(this::apply);
        return this;
    }

    /** The ticket moves by people's doing. */
    Bench ticket(Function<Ticket, Ticket.Step> step) {
        ticket = step.apply(Objects.requireNonNull(ticket)).ticket();
        return this;
    }

    /** Somebody has given the fault to people. */
    Bench given() {
        ticket = Ticket.open(ids.ticket(), 7, DEVICE, fault.id(), "T", "", Severity.MAJOR, ANA, clock.instant())
                .ticket();
        return moves(now -> now.become(FaultStatus.TICKET, ANA, clock.instant(), Json.EMPTY));
    }

    Case on() {
        return new Case(
                fault,
                last,
                true,
                repair,
                tries,
                ticket == null || ticket.isClosed() ? null : ticket,
                before,
                new Case.Facts("speaker", raised, clearing, stopped, maintenance, past));
    }

    private void apply(Decision decision) {
        decision.faults().forEach(this::apply);
        repair = decision.repair();
        decision.tries().forEach(one -> {
            tries.removeIf(known -> known.number() == one.number());
            tries.add(one);
        });
        decision.counts().forEach(count -> counted.put(count.name(), count.fixed()));
        calmed |= decision.calms();
        if (decision.opening() != null) {
            var opening = decision.opening().apply(9);
            opening.faults().forEach(this::apply);
            ticket = opening.ticket().ticket();
        }
        if (decision.ticket() != null) {
            ticket = decision.ticket().ticket();
        }
    }

    private void apply(Fault.Step step) {
        fault = step.fault();
        last = stepped(step);
        statuses.add(fault.status());
    }

    private static Stepped stepped(Fault.Step step) {
        Fault fault = step.fault();
        return new Stepped(
                fault.step(), step.act(), step.at(), fault.status(), fault.severity(), step.by(), step.detail());
    }

    Stage stage() {
        return Objects.requireNonNull(repair).stage();
    }

    FaultStatus status() {
        return fault.status();
    }

    List<FaultStatus> statuses() {
        return statuses;
    }

    Ticket ticket() {
        return Objects.requireNonNull(ticket);
    }

    boolean hasTicket() {
        return ticket != null;
    }

    /** Each try as {@code restart failed recurred}. */
    List<String> story() {
        return tries.stream()
                .map(one -> one.name() + " " + one.outcome().name().toLowerCase(java.util.Locale.ROOT) + " "
                        + RepairService.word(one.why()))
                .toList();
    }
}
