package io.hawser.alert;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.alert.DeliveryStore.Status;
import io.hawser.alert.Preferences.Quiet;
import io.hawser.alert.Preferences.Way;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import io.hawser.testing.Audits;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a fault's step to what has gone out, over a real database. */
@SuppressWarnings("NullAway.Init")
class AlertsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final Duration SETTLE = AlertSettings.USUAL.settle();

    private static AlertScene scene;

    @BeforeAll
    static void start() {
        scene = new AlertScene(POSTGRES);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @BeforeEach
    void furnish() throws SQLException {
        scene.settings(AlertSettings.USUAL).furnish();
    }

    @Test
    void tellsOnceAndOfTheEndOnlyThoseWhoWereTold() throws SQLException {
        scene.member(AlertScene.BEN, "viewer");
        FaultId fault = scene.fault(Severity.MAJOR);
        assertThat(scene.told()).isEmpty();
        scene.clock.pass(SETTLE);
        assertThat(scene.told()).containsExactly("mail ana: Hall lamp: Not reachable");
        assertThat(scene.told()).isEmpty();

        scene.become(fault, FaultStatus.VERIFYING);
        scene.become(fault, FaultStatus.RESOLVED);
        assertThat(scene.told()).containsExactly("mail ana: Resolved: Hall lamp: Not reachable");
        assertThat(scene.told()).isEmpty();
        assertThat(lines(AlertScene.ANA)).containsExactly("RESOLVED Hall lamp");
        assertThat(lines(AlertScene.BEN)).isEmpty();
    }

    @Test
    void tellsNobodyOfWhatWasOverBeforeItWasTold() {
        FaultId fault = scene.fault(Severity.MAJOR);
        scene.look();
        scene.become(fault, FaultStatus.RESOLVED);
        scene.clock.pass(Duration.ofHours(1));
        assertThat(scene.told()).isEmpty();
        assertThat(lines(AlertScene.ANA)).isEmpty();
    }

    @Test
    void tellsNothingOfWhatAFaultOfTheSpaceCarries() throws SQLException {
        FaultId one = scene.fault(Severity.CRITICAL);
        scene.execute(
                "INSERT INTO faults (id, space, code, severity, status, opened, changed, recurrences, step, data, drill, cause)"
                        + " VALUES ('site', 'house', 'SITE.OUTAGE', 'critical', 'open', now(), now(), 0, 1, '{}', false, 'site')");
        scene.execute("UPDATE faults SET site = 'site' WHERE id = '" + one + "'");
        assertThat(scene.told()).isEmpty();
        scene.execute("UPDATE faults SET site = NULL WHERE id = '" + one + "'");
        scene.become(one, FaultStatus.OPEN);
        assertThat(scene.told()).containsExactly("mail ana: Hall lamp: Not reachable");
    }

    @Test
    void isSilentDuringMaintenanceAndTellsWhatIsLeftOfIt() throws SQLException {
        Instant now = scene.clock.instant();
        scene.execute(
                "INSERT INTO maintenance (id, space, starts, ends, reason, made) VALUES ('m', 'house', '%s', '%s', 'works', now())"
                        .formatted(now.minusSeconds(60), now.plus(Duration.ofHours(2))));
        FaultId over = scene.fault(Severity.CRITICAL);
        scene.fault(Severity.CRITICAL);
        assertThat(scene.told()).isEmpty();
        scene.become(over, FaultStatus.RESOLVED);
        scene.clock.pass(Duration.ofHours(1));
        assertThat(scene.told()).isEmpty();
        scene.clock.pass(Duration.ofHours(1));
        assertThat(scene.told()).containsExactly("mail ana: Hall lamp: Not reachable");
    }

    @Test
    void knowsWhoManagesWhoMendsAndWhoHasMuted() throws SQLException {
        scene.person("mia", "member");
        scene.person("tom", "technician");
        scene.member(new UserId("mia"), "manager");
        scene.member(new UserId("tom"), "viewer");
        scene.execute("INSERT INTO mutes (person, space, made) VALUES ('ana', 'house', now())");
        scene.fault(Severity.CRITICAL);
        assertThat(scene.told())
                .containsExactlyInAnyOrder("mail mia: Hall lamp: Not reachable", "mail tom: Hall lamp: Not reachable");
    }

    @Test
    void handsOnWhatNobodyAnswersUntilSomebodyDoes() throws SQLException {
        scene.person("mia", "member");
        scene.person("ada", "admin");
        scene.member(new UserId("mia"), "manager");
        FaultId fault = scene.fault(Severity.MAJOR);
        scene.look();
        scene.clock.pass(SETTLE);
        assertThat(scene.told()).containsExactly("mail ana: Hall lamp: Not reachable");
        scene.clock.pass(AlertSettings.USUAL.escalate());
        assertThat(scene.told()).containsExactly("mail mia: Nobody has answered: Hall lamp: Not reachable");
        assertThat(scene.column("SELECT status FROM faults WHERE id = '" + fault + "'"))
                .containsExactly("escalated");
        assertThat(scene.told()).isEmpty();
        scene.clock.pass(AlertSettings.USUAL.escalate());
        assertThat(scene.told()).containsExactly("mail ada: Nobody has answered: Hall lamp: Not reachable");
        scene.clock.pass(Duration.ofDays(1));
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void leavesPeopleAloneAtNightAndTellsAllInTheMorning() {
        scene.want(
                AlertScene.ANA,
                said -> new Preferences(
                        said.language(),
                        said.zone(),
                        said.mail(),
                        said.sms(),
                        said.push(),
                        new Quiet(LocalTime.of(12, 0), LocalTime.of(18, 0), true),
                        null));
        FaultId over = scene.fault(Severity.MAJOR);
        scene.fault(Severity.MAJOR);
        scene.fault(Severity.MINOR);
        scene.look();
        scene.clock.pass(SETTLE);
        assertThat(scene.told()).isEmpty();
        scene.fault(Severity.CRITICAL);
        assertThat(scene.told()).as("what is critical comes").hasSize(1);
        scene.become(over, FaultStatus.RESOLVED);
        assertThat(scene.told()).isEmpty();
        scene.clock.pass(Duration.ofHours(6));
        assertThat(scene.told())
                .as("in one message, without what was over by then")
                .containsExactly("mail ana: Hall lamp: Not reachable + Hall lamp: Not reachable");
    }

    @Test
    void putsWhatIsMinorIntoOneMessageADay() {
        scene.want(
                AlertScene.ANA,
                said -> new Preferences(
                        said.language(), said.zone(), said.mail(), said.sms(), said.push(), null, LocalTime.of(15, 0)));
        scene.fault(Severity.MINOR);
        scene.fault(Severity.MAJOR);
        FaultId third = scene.fault(Severity.MINOR);
        scene.look();
        scene.clock.pass(SETTLE);
        assertThat(scene.told()).hasSize(1);
        scene.clock.pass(Duration.ofHours(3));
        assertThat(scene.told()).containsExactly("mail ana: Hall lamp: Not reachable + Hall lamp: Not reachable");
        Due digest = scene.out.get(scene.out.size() - 1);
        scene.become(third, FaultStatus.RESOLVED);
        assertThat(scene.told()).isEmpty();
        scene.clock.pass(Duration.ofDays(1));
        assertThat(scene.told()).containsExactly("mail ana: Resolved: Hall lamp: Not reachable");
        assertThat(scene.out.get(scene.out.size() - 1).key()).isNotEqualTo(digest.key());
    }

    @Test
    void sendsAMessageAgainThatFailedUnderTheSameKeyUntilItIsGivenUp() throws SQLException {
        List<String> keys = new ArrayList<>();
        Courier failing = scene.courier(ChannelKind.MAIL, scene.stores.deliveries(), due -> {
            keys.add(due.key());
            return Future.failedFuture(new Undelivered(Undelivered.Kind.REFUSED, "the server said:\r\nnot now"));
        });
        scene.fault(Severity.CRITICAL);
        scene.look();
        assertThat(done(failing.round())).isEqualTo(1);
        assertThat(done(failing.round())).as("not at once").isZero();
        for (int i = 0; i < 60; i++) {
            scene.clock.pass(Duration.ofMinutes(30));
            done(failing.round());
        }
        assertThat(keys).hasSizeBetween(20, 60).containsOnly(keys.get(0));
        DeliveryStore.Listed given = done(scene.stores.deliveries().list(Status.FAILED, 10, null))
                .items()
                .get(0);
        assertThat(given.id()).isEqualTo(keys.get(0));
        assertThat(given.error()).isEqualTo("the server said: not now");
        assertThat(given.to()).isEqualTo("Ana");
        assertThat(done(scene.stores.deliveries().standing(scene.clock.instant())))
                .hasEntrySatisfying(
                        ChannelKind.MAIL, mail -> assertThat(mail.failed()).isEqualTo(1));

        assertThat(done(scene.stores.deliveries().again(given.id(), scene.clock.instant(), Audits.NOTED)))
                .isTrue();
        assertThat(scene.carried()).containsExactly("mail ana: Hall lamp: Not reachable");
        assertThat(scene.out.get(scene.out.size() - 1).key()).isEqualTo(keys.get(0));
    }

    @Test
    void doesNotTellTheEndOfWhatCertainlyNeverCame() {
        FaultId fault = scene.fault(Severity.CRITICAL);
        scene.look();
        Courier away = scene.courier(
                ChannelKind.MAIL,
                scene.stores.deliveries(),
                due -> Future.failedFuture(new Undelivered(Undelivered.Kind.REFUSED, "away")));
        Courier broken = scene.courier(
                ChannelKind.MAIL,
                scene.stores.deliveries(),
                due -> Future.failedFuture(new IllegalStateException("the line broke")));
        done(away.round());
        scene.become(fault, FaultStatus.RESOLVED);
        scene.clock.pass(Duration.ofHours(2));
        assertThat(scene.told()).isEmpty();

        FaultId other = scene.fault(Severity.CRITICAL);
        scene.look();
        done(broken.round());
        scene.become(other, FaultStatus.RESOLVED);
        scene.look();
        scene.clock.pass(Duration.ofHours(2));
        assertThat(scene.told())
                .as("it may have come: it comes for certain, and then the end of it")
                .containsExactly("mail ana: Hall lamp: Not reachable", "mail ana: Resolved: Hall lamp: Not reachable");
    }

    @Test
    void sendsNothingToWhoMayNotKnowOfItAnyMore() throws SQLException {
        scene.person("mia", "member");
        scene.member(new UserId("mia"), "manager");
        scene.fault(Severity.CRITICAL);
        scene.look();
        assertThat(lines(new UserId("mia"))).containsExactly("RAISED Hall lamp");
        scene.execute("DELETE FROM space_members");
        assertThat(scene.carried()).containsExactly("mail ana: Hall lamp: Not reachable");
        assertThat(lines(new UserId("mia"))).isEmpty();
        assertThat(done(scene.stores.inbox().glance(new UserId("mia"))).unread())
                .isZero();
    }

    @Test
    void tellsEachByTheWaysThatTheyWant() throws SQLException {
        scene.want(
                AlertScene.ANA,
                said -> new Preferences(
                        "zh",
                        said.zone(),
                        said.mail(),
                        new Way(true, "+4915112345678", Severity.MAJOR),
                        said.push(),
                        null,
                        null));
        scene.prove(AlertScene.ANA, ChannelKind.SMS, "+4915112345678");
        scene.execute(
                "INSERT INTO push_subscriptions (id, person, endpoint, p256dh, auth, client, made)"
                        + " VALUES ('brw_1', 'ana', 'https://push/1', 'p', 'a', '', now()), ('brw_2', 'ana', 'https://push/2', 'p', 'a', '', now())");
        scene.execute("INSERT INTO webhooks (id, space, url, least, enabled, number, made) VALUES"
                + " ('whk_1', NULL, 'https://all', 'minor', true, 1, now()), ('whk_2', 'house', 'https://house', 'minor', true, 1, now()),"
                + " ('whk_3', NULL, 'https://off', 'minor', false, 1, now())");
        scene.fault(Severity.CRITICAL);
        assertThat(scene.told())
                .containsExactlyInAnyOrder(
                        "mail ana: Hall lamp: 设备离线",
                        "sms ana: Hall lamp: 设备离线",
                        "push ana: Hall lamp: 设备离线",
                        "push ana: Hall lamp: 设备离线",
                        "webhook program: Hall lamp: Not reachable",
                        "webhook program: Hall lamp: Not reachable");
        scene.fault(AlertScene.LAMP, Severity.CRITICAL, true);
        assertThat(scene.told()).as("a drill").isEmpty();
        assertThat(lines(AlertScene.ANA)).as("whoever did not begin it").hasSize(1);
    }

    @Test
    void tellsNoticesToWhomTheyAreFor() throws SQLException {
        scene.member(AlertScene.BEN, "viewer");
        scene.execute(
                "INSERT INTO notices (id, made, source, device, severity, title, body, audience, people, drill) VALUES"
                        + " ('n1', now(), 'rule:1', 'lamp', 'warning', '{\"en\":\"Too warm\"}', '{\"en\":\"30 °C\"}', 'everybody', '{}', false),"
                        + " ('n2', now(), 'rule:1', 'lamp', 'info', '{\"en\":\"By the way\"}', '{}', 'people', '{ben}', false)");
        assertThat(scene.told())
                .containsExactlyInAnyOrder("mail ana: Hall lamp: Too warm", "mail ben: Hall lamp: Too warm");
        assertThat(lines(AlertScene.BEN)).containsExactlyInAnyOrder("RAISED Hall lamp", "RAISED Hall lamp");
        assertThat(lines(AlertScene.ANA)).containsExactly("RAISED Hall lamp");
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void isReadOnceSomebodySaysSo() {
        FaultId fault = scene.fault(Severity.CRITICAL);
        scene.fault(Severity.CRITICAL);
        assertThat(scene.look()).containsExactly(AlertScene.ANA);
        assertThat(done(scene.stores.inbox().glance(AlertScene.ANA)).unread()).isEqualTo(2);
        assertThat(done(scene.stores.inbox().read(AlertScene.ANA, List.of(fault.value()))))
                .isTrue();
        InboxStore.Glance left = done(scene.stores.inbox().glance(AlertScene.ANA));
        assertThat(left.unread()).isEqualTo(1);
        assertThat(left.newest().orElseThrow().alert().id()).isNotEqualTo(fault.value());
        assertThat(done(scene.stores.inbox().list(AlertScene.ANA, true, 10, null))
                        .items())
                .hasSize(1);
        assertThat(done(scene.stores.inbox().read(AlertScene.ANA, List.of()))).isTrue();
        assertThat(done(scene.stores.inbox().read(AlertScene.ANA, List.of()))).isFalse();
        scene.become(fault, FaultStatus.RESOLVED);
        scene.look();
        assertThat(done(scene.stores.inbox().glance(AlertScene.ANA)).unread())
                .as("the end is news")
                .isEqualTo(1);
    }

    @Test
    void pagesInboxAndMessagesWithoutMissingAny() {
        for (int i = 0; i < 7; i++) {
            scene.fault(Severity.CRITICAL);
        }
        scene.look();
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            var page = done(scene.stores.inbox().list(AlertScene.ANA, false, 3, cursor));
            page.items().forEach(line -> seen.add(line.alert().id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        List<String> messages = new ArrayList<>();
        do {
            var page = done(scene.stores.deliveries().list(null, 3, cursor));
            page.items().forEach(one -> messages.add(one.id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(messages).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void forgetsWhatWasTold() throws SQLException {
        FaultId fault = scene.fault(Severity.CRITICAL);
        scene.fault(Severity.CRITICAL);
        scene.look();
        scene.become(fault, FaultStatus.RESOLVED);
        scene.look();
        done(scene.stores.alerts().forget(scene.clock.instant().plusSeconds(1)));
        assertThat(scene.column("SELECT fault FROM alerts"))
                .doesNotContain(fault.value())
                .hasSize(1);
    }

    @Test
    void asksManyNodesAndTellsOnce() throws SQLException {
        for (int i = 0; i < 50; i++) {
            DeviceId device = new DeviceId("d" + i);
            scene.execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                    + " VALUES ('d%d', 'Lamp %d', 'light', 'ana', '', '', now())".formatted(i, i));
            scene.fault(device, Severity.CRITICAL, false);
        }
        List<Future<AlertStore.Round>> rounds = new ArrayList<>();
        AlertRules rules =
                new AlertRules(AlertSettings.USUAL, AlertScene.WORDS, java.util.Set.of(ChannelKind.values()));
        for (int i = 0; i < 4; i++) {
            rounds.add(scene.stores.alerts().look(20, scene.clock.instant(), rules));
        }
        done(Future.join(rounds));
        scene.look();
        List<Future<Integer>> carried = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            carried.add(scene.courier(ChannelKind.MAIL, scene.stores.deliveries(), due -> {
                        scene.out.add(due);
                        return Future.succeededFuture();
                    })
                    .round());
        }
        done(Future.join(carried));
        scene.carried();
        assertThat(scene.out.stream().map(Due::key)).hasSize(50).doesNotHaveDuplicates();
    }

    private static List<String> lines(UserId person) {
        return done(scene.stores.inbox().list(person, false, 100, null)).items().stream()
                .map(line -> line.stage() + " " + line.alert().name())
                .toList();
    }
}
