package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Role;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry;
import io.hawser.domain.TicketId;
import io.hawser.domain.TicketState;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.testing.Audits;
import io.hawser.ticket.TicketStore;
import io.hawser.ticket.TicketStore.Details;
import io.hawser.ticket.TicketStore.Move;
import io.hawser.ticket.TicketStore.Opening;
import io.hawser.ticket.TicketStore.Said;
import io.hawser.ticket.TicketStore.Worker;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgTicketStoreIT extends StoresUnderTest {
    private static final User ANA = person("ana", UserRole.MEMBER);
    private static final User BEN = person("ben", UserRole.MEMBER);
    private static final User TESS = person("tess", UserRole.TECHNICIAN);
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final FaultId FAULT = new FaultId("flt_1");
    private static final TicketId TICKET = new TicketId("tkt_1");
    private static final Actor BY = new Actor.ByUser(BEN.id(), BEN.name(), Via.REST);
    private static final TicketStore.Filter ALL = new TicketStore.Filter(null, null, null, null, false, Set.of());

    private TicketStore tickets() {
        return stores.tickets();
    }

    @BeforeEach
    void peopleAndALampWithAFault() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        for (User user : new User[] {ANA, BEN, TESS}) {
            await(stores.users().add(user, "hash", Audits.NOTED));
        }
        await(stores.devices()
                .add(PgDeviceStoreIT.device("lamp", ANA), "secret", "claim", PgDeviceStoreIT.LATE, Audits.NOTED));
        await(stores.faults().open(found(FAULT)));
    }

    private static Fault.Step found(FaultId id) {
        return Fault.found(
                id, LAMP, "LIGHT.DEAD", Severity.MAJOR, NOW, BY, Json.EMPTY, null, false, new Cause(id.value()));
    }

    private Ticket opened(TicketId id) {
        return await(tickets().open(FAULT, (number, fault) -> opening(id, number, fault)));
    }

    private static Opening opening(TicketId id, long number, Fault fault) {
        Ticket.Step step = Ticket.open(id, number, LAMP, fault.id(), "Dark", "\u00e4", Severity.MAJOR, BY, NOW);
        return new Opening(
                step,
                List.of(fault.become(FaultStatus.TICKET, BY, NOW, Json.EMPTY)),
                List.of(new Json("{\"en\":\"Look\"}"), new Json("\"Screw\"")),
                new Json("[{\"x\":\"\\u0000\"}]"),
                Audits.NOTED);
    }

    private Fault fault() {
        return await(stores.faults().find(FAULT)).orElseThrow().fault();
    }

    @Test
    void keepsItWithItsFaultAndAllThatGoesWithIt() {
        Ticket ticket = opened(TICKET);

        Details found = await(tickets().find(TICKET)).orElseThrow();
        assertThat(found.seen().ticket()).isEqualTo(ticket);
        assertThat(found.seen().code()).isEqualTo("LIGHT.DEAD");
        assertThat(found.steps())
                .extracting(line -> line.text().text())
                .containsExactly("{\"en\":\"Look\"}", "\"Screw\"");
        assertThat(fault().status()).isEqualTo(FaultStatus.TICKET);
        assertThat(await(tickets().attached(TICKET)).text()).isEqualTo("[{\"x\":\"\\u0000\"}]");
        assertThat(await(tickets().entries(TICKET, 10, null)).items())
                .singleElement()
                .satisfies(told -> assertThat(told.entry().by()).isEqualTo(BY));
    }

    @Test
    void hasOneForEachFaultThatIsNotClosedAndNumbersThemAll() {
        Ticket first = opened(TICKET);

        assertFails(
                tickets().open(FAULT, (number, fault) -> opening(new TicketId("tkt_2"), number, fault)),
                ErrorCode.VERSION_CONFLICT);
        assertFails(
                tickets().open(new FaultId("none"), (number, fault) -> opening(TICKET, number, fault)),
                ErrorCode.NOT_FOUND);
        await(tickets().move(TICKET, false, (ticket, fault) -> closed(ticket, fault)));
        Ticket other = await(tickets()
                .open(
                        FAULT,
                        (number, fault) -> new Opening(
                                Ticket.open(
                                        new TicketId("tkt_2"),
                                        number,
                                        LAMP,
                                        FAULT,
                                        "Dark",
                                        "",
                                        Severity.MINOR,
                                        BY,
                                        NOW),
                                List.of(),
                                List.of(),
                                null,
                                Audits.NOTED)));
        assertThat(other.number()).isGreaterThan(first.number());
    }

    private static Move closed(Ticket ticket, Fault fault) {
        return new Move(
                ticket.close("works", BY, NOW),
                List.of(fault.become(FaultStatus.RESOLVED, BY, NOW, Json.EMPTY)),
                Audits.NOTED);
    }

    @Test
    void movesBothOrNeither() throws SQLException {
        opened(TICKET);
        postgres.execute(
                "INSERT INTO watches VALUES ('lamp', 'w', 'LIGHT.DEAD', 'major', 'raised', now(), NULL, 0, 0, '{}')");

        assertFails(
                tickets().move(TICKET, true, (ticket, fault) -> {
                    throw Failure.of(ErrorCode.VERSION_CONFLICT, "no");
                }),
                ErrorCode.VERSION_CONFLICT);
        assertThat(fault().status()).isEqualTo(FaultStatus.TICKET);

        await(tickets().move(TICKET, true, (ticket, fault) -> closed(ticket, fault)));
        assertThat(fault().isResolved()).isTrue();
        assertThat(await(tickets().find(TICKET)).orElseThrow().seen().ticket().isClosed())
                .isTrue();
        try (var connection = postgres.connection();
                var rows = connection.createStatement().executeQuery("SELECT phase FROM watches")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("calm");
        }
    }

    @Test
    void ticksStepsOffAndOnAndRefusesThoseThatItHasNot() {
        opened(TICKET);
        await(tickets().say(TICKET, ticket -> List.of(tick(ticket, 2, true, ANA.id()))));
        assertThat(await(tickets().find(TICKET)).orElseThrow().steps().get(1).doer())
                .isEqualTo(ANA.id());

        await(tickets().say(TICKET, ticket -> List.of(tick(ticket, 2, false, null))));
        assertThat(await(tickets().find(TICKET)).orElseThrow().steps().get(1).done())
                .isNull();
        assertFails(tickets().say(TICKET, ticket -> List.of(tick(ticket, 3, true, ANA.id()))), ErrorCode.BAD_VALUE);
        assertThat(await(tickets().entries(TICKET, 10, null)).items()).hasSize(3);
    }

    private static Said tick(Ticket ticket, int step, boolean done, @Nullable UserId doer) {
        return new Said(ticket.tick(step, done, BY, NOW), doer, null);
    }

    @Test
    void sumsTimeAndCostsByCurrency() {
        opened(TICKET);
        await(tickets().say(TICKET, ticket -> {
            Ticket.Step one = ticket.part("Bulb", new TicketEntry.Expense(2, 990, "EUR"), BY, NOW);
            Ticket.Step two = one.ticket().part("Wire", new TicketEntry.Expense(1, 10, "EUR"), BY, NOW);
            Ticket.Step three = two.ticket().part("Fuse", new TicketEntry.Expense(1, 500, "CNY"), BY, NOW);
            Ticket.Step four = three.ticket().work(20, "", BY, NOW);
            Ticket.Step five = four.ticket().work(5, "", BY, NOW);
            return List.of(one, two, three, four, five).stream()
                    .map(step -> new Said(step, null, null))
                    .toList();
        }));

        Details found = await(tickets().find(TICKET)).orElseThrow();
        assertThat(found.minutes()).isEqualTo(25);
        assertThat(found.costs()).containsExactly(new TicketStore.Cost("CNY", 500), new TicketStore.Cost("EUR", 1000));
    }

    @Test
    void isWorkedOnByManagersAndByTechniciansWithAnyRole() throws SQLException {
        assertThat(await(tickets().workers(LAMP))).extracting(Worker::login).containsExactly("ana");
        await(stores.shares().grant(LAMP, "tess", Role.VIEWER, null, Audits::noted));
        await(stores.shares().grant(LAMP, "ben", Role.CONTROLLER, null, Audits::noted));
        assertThat(await(tickets().workers(LAMP))).extracting(Worker::login).containsExactly("ana", "tess");
        await(stores.shares().grant(LAMP, "ben", Role.MANAGER, NOW.plusSeconds(1), Audits::noted));
        assertThat(await(tickets().workers(LAMP))).hasSize(3);
    }

    @Test
    void goesOnWithoutWhoeverIsErased() throws SQLException {
        opened(TICKET);
        await(tickets().say(TICKET, ticket -> List.of(new Said(ticket.start(TESS.id(), BY, NOW), null, null))));
        postgres.execute("DELETE FROM users WHERE id IN ('tess', 'ben')");

        Ticket ticket = await(tickets().find(TICKET)).orElseThrow().seen().ticket();
        assertThat(ticket.state()).isEqualTo(new TicketState.Open());
        assertThat(ticket.openedBy()).isEqualTo(new Actor.ByUser(BEN.id(), "", Via.REST));
        assertThat(await(tickets().list(ANA.id(), false, ALL, 10, null)).items())
                .hasSize(1);
    }
}
