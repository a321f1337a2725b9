package io.hawser.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.TicketState.Assigned;
import io.hawser.domain.TicketState.Closed;
import io.hawser.domain.TicketState.InProgress;
import io.hawser.domain.TicketState.Open;
import io.hawser.domain.TicketState.Reopened;
import io.hawser.domain.TicketState.Verifying;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TicketTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final UserId ANA = new UserId("ana");
    private static final UserId BEN = new UserId("ben");
    private static final Actor BY = new Actor.ByHub("test");
    private static final FaultId FAULT = new FaultId("flt_1");
    private static final FaultId AGAIN = new FaultId("flt_2");

    /** From, act, to; what is not here is refused. */
    private static final Map<String, TicketState> LEGAL = Map.ofEntries(
            Map.entry("Open assign", new Assigned(BEN)),
            Map.entry("Open release", new Open()),
            Map.entry("Open start", new InProgress(BEN)),
            Map.entry("Open verify", new Verifying(null)),
            Map.entry("Open close", new Closed(null)),
            Map.entry("Assigned assign", new Assigned(BEN)),
            Map.entry("Assigned release", new Open()),
            Map.entry("Assigned start", new InProgress(BEN)),
            Map.entry("Assigned verify", new Verifying(ANA)),
            Map.entry("Assigned close", new Closed(ANA)),
            Map.entry("InProgress assign", new Assigned(BEN)),
            Map.entry("InProgress release", new Open()),
            Map.entry("InProgress start", new InProgress(BEN)),
            Map.entry("InProgress verify", new Verifying(ANA)),
            Map.entry("InProgress close", new Closed(ANA)),
            Map.entry("Verifying refute", new InProgress(ANA)),
            Map.entry("Verifying close", new Closed(ANA)),
            Map.entry("Closed reopen", new Reopened(ANA)),
            Map.entry("Reopened assign", new Assigned(BEN)),
            Map.entry("Reopened release", new Open()),
            Map.entry("Reopened start", new InProgress(BEN)),
            Map.entry("Reopened verify", new Verifying(ANA)),
            Map.entry("Reopened close", new Closed(ANA)));

    private static final Map<String, Function<Ticket, Ticket.Step>> ACTS = acts();

    private static Map<String, Function<Ticket, Ticket.Step>> acts() {
        Map<String, Function<Ticket, Ticket.Step>> acts = new LinkedHashMap<>();
        acts.put("assign", ticket -> ticket.assign(BEN, BY, NOW));
        acts.put("release", ticket -> ticket.release(BY, NOW));
        acts.put("start", ticket -> ticket.start(BEN, BY, NOW));
        acts.put("verify", ticket -> ticket.verify("", BY, NOW));
        acts.put("refute", ticket -> ticket.refute("", BY, NOW));
        acts.put("close", ticket -> ticket.close("", BY, NOW));
        acts.put("reopen", ticket -> ticket.reopen(AGAIN, "", BY, NOW));
        return acts;
    }

    @TestFactory
    Stream<DynamicTest> goesOnlyTheWaysThatThereAre() {
        return Stream.of(
                        new Open(),
                        new Assigned(ANA),
                        new InProgress(ANA),
                        new Verifying(ANA),
                        new Closed(ANA),
                        new Reopened(ANA))
                .flatMap(from -> ACTS.entrySet().stream()
                        .map(act -> DynamicTest.dynamicTest(
                                name(from, act.getKey()), () -> goes(from, act.getKey(), act.getValue()))));
    }

    private static String name(TicketState from, String act) {
        return from.getClass().getSimpleName() + " " + act;
    }

    private static void goes(TicketState from, String name, Function<Ticket, Ticket.Step> act) {
        Ticket ticket = ticket(from);
        @Nullable TicketState to = LEGAL.get(name(from, name));
        if (to == null) {
            assertThatThrownBy(() -> act.apply(ticket))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.VERSION_CONFLICT));
            return;
        }
        Ticket.Step step = act.apply(ticket);
        assertThat(step.ticket().state()).isEqualTo(to);
        assertThat(step.entry().number())
                .isEqualTo(ticket.entries() + 1)
                .isEqualTo(step.ticket().entries());
        assertThat(step.ticket().closed()).isEqualTo(to instanceof Closed ? NOW : null);
    }

    @Test
    void countsHowOftenItCameBackAndIsAboutTheNewestFault() {
        Ticket back =
                ticket(new Closed(ANA)).reopen(AGAIN, "it hums again", BY, NOW).ticket();

        assertThat(back.reopened()).isEqualTo(1);
        assertThat(back.fault()).isEqualTo(AGAIN);
        assertThat(back.start(ANA, BY, NOW).ticket().reopened()).isEqualTo(1);
    }

    @Test
    void takesWordsPartsAndTimeWhenItIsClosedToo() {
        Ticket closed = ticket(new Closed(ANA));
        Instant later = NOW.plusSeconds(60);

        Ticket told = closed.comment("Bill sent.", BY, later)
                .ticket()
                .part("Bulb", new TicketEntry.Expense(1, 990, "EUR"), BY, later)
                .ticket()
                .work(5, "", BY, later)
                .ticket();

        assertThat(told.isClosed()).isTrue();
        assertThat(told.closed()).isEqualTo(closed.closed());
        assertThat(told.entries()).isEqualTo(closed.entries() + 3);
        assertThatThrownBy(() -> closed.tick(1, true, BY, later)).isInstanceOf(Failure.class);
    }

    @Test
    void isNobodysWhenWhoeverHadItIsGone() {
        assertThat(TicketState.of(TicketStatus.IN_PROGRESS, null)).isEqualTo(new Open());
        assertThat(TicketState.of(TicketStatus.ASSIGNED, null)).isEqualTo(new Open());
        assertThat(new Verifying(null).refuted()).isEqualTo(new Open());
    }

    private static Ticket ticket(TicketState state) {
        return new Ticket(
                new TicketId("tkt_1"),
                7,
                new DeviceId("dev_1"),
                FAULT,
                "Hums",
                "",
                Severity.MINOR,
                state,
                BY,
                NOW,
                NOW,
                state instanceof Closed ? NOW : null,
                0,
                3);
    }
}
