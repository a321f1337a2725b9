package io.hawser.rule;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Location;
import io.hawser.domain.RuleId;
import io.hawser.domain.SpaceId;
import io.hawser.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By whose sun and whose clock a rule goes that does not say where it is. */
@SuppressWarnings("NullAway.Init")
class RuleLocationIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final Location BERLIN = new Location(52.52, 13.41, ZoneId.of("Europe/Berlin"));
    private static final Location TOKYO = new Location(35.68, 139.69, ZoneId.of("Asia/Tokyo"));

    private static RuleWorld world;

    private DeviceId lamp;
    private String home;

    @BeforeAll
    static void start() {
        world = new RuleWorld(POSTGRES);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void furnish() {
        world.execute("DELETE FROM rules");
        world.told.clear();
        lamp = world.device(RuleWorld.ANA, "light");
        home = world.space(lamp);
    }

    private void place(@Nullable Location location) {
        done(world.stores
                .spaces()
                .place(
                        new SpaceId(home),
                        location,
                        AuditEntry.of(world.clock.instant(), RuleWorld.by(RuleWorld.ANA), AuditAction.SPACE_CHANGED)));
    }

    private RuleId sunset(String more) {
        return world.rule(
                RuleWorld.ANA,
                "name: R\nwhen: {sun: sunset}\nthen: [{command: set, device: %s}]\n%s".formatted(lamp, more));
    }

    private Instant next(RuleId rule) {
        return Objects.requireNonNull(
                done(world.rules().find(RuleWorld.ANA, rule)).rule().next());
    }

    private Instant sunset(Location at) {
        return new Place(at.latitude(), at.longitude())
                .next(Place.Sun.SET, world.clock.instant())
                .orElseThrow();
    }

    @Test
    void goesByItsOwnPlaceElseByThatOfASpaceOfItsDevicesAndElseSaysThatThereIsNone() {
        Failure refused = Objects.requireNonNull(catchThrowableOfType(Failure.class, () -> sunset("")));
        assertThat(refused.fields()).extracting(FieldError::path).containsExactly("/when/sun");
        assertThat(refused.fields().get(0).message()).contains("neither the rule nor a space of its devices has one");

        place(BERLIN);
        assertThat(next(sunset(""))).isEqualTo(sunset(BERLIN));
        assertThat(next(sunset("location: {latitude: 35.68, longitude: 139.69}")))
                .isEqualTo(sunset(TOKYO));
    }

    @Test
    void readsItsTimesByTheZoneOfItsSpace() {
        place(BERLIN);
        RuleId late = world.rule(
                RuleWorld.ANA,
                "name: R\nspace: %s\nwhen: {at: '22:00'}\nthen: [{command: set, device: %s}]".formatted(home, lamp));
        assertThat(next(late).atZone(BERLIN.zone()).getHour()).isEqualTo(22);
        RuleId own = world.rule(
                RuleWorld.ANA,
                "name: R\nspace: %s\nzone: UTC\nwhen: {at: '22:00'}\nthen: [{command: set, device: %s}]"
                        .formatted(home, lamp));
        assertThat(next(own).toString()).endsWith("T22:00:00Z");
    }

    @Test
    void movesWithItsSpaceAndStaysWhereItWasWhenNobodySaysAnyMore() {
        place(BERLIN);
        RuleId rule = sunset("");
        RuleId asleep = sunset("enabled: false");
        place(TOKYO);
        done(world.current().engine().moved());
        Instant due = sunset(TOKYO);
        assertThat(next(rule)).isEqualTo(due);
        assertThat(done(world.rules().find(RuleWorld.ANA, asleep)).rule().next())
                .isNull();
        place(null);
        done(world.current().engine().moved());
        assertThat(next(rule)).isEqualTo(due);
        world.execute("DELETE FROM spaces WHERE id = '" + home + "'");

        world.pass(Duration.between(world.clock.instant(), due).plusMinutes(1));
        assertThat(world.commands()).containsExactly(lamp + " set");
        assertThat(next(rule)).isAfter(due);
        done(world.rules().enable(RuleWorld.ANA, asleep, true, RuleWorld.by(RuleWorld.ANA)));
        assertThat(next(asleep)).isEqualTo(sunset(TOKYO));
    }

    @Test
    void learnsNothingOfSpacesThatItsOwnerDoesNotBelongTo() {
        place(BERLIN);
        world.execute("INSERT INTO shares (device, holder, role) VALUES ('%s', '%s', 'controller')"
                .formatted(lamp, RuleWorld.BEN.id()));
        Failure refused = Objects.requireNonNull(catchThrowableOfType(
                Failure.class,
                () -> world.rule(
                        RuleWorld.BEN,
                        "name: R\nwhen: {sun: sunset}\nthen: [{command: set, device: %s}]".formatted(lamp))));
        assertThat(refused.fields()).extracting(FieldError::path).isEqualTo(List.of("/when/sun"));
    }
}
