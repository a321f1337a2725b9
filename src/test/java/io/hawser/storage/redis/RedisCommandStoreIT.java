package io.hawser.storage.redis;

import static io.hawser.domain.CommandStatus.CANCELLED;
import static io.hawser.domain.CommandStatus.DONE;
import static io.hawser.domain.CommandStatus.EXPIRED;
import static io.hawser.domain.CommandStatus.QUEUED;
import static io.hawser.domain.CommandStatus.RECEIVED;
import static io.hawser.domain.CommandStatus.REJECTED;
import static io.hawser.domain.CommandStatus.RUNNING;
import static io.hawser.domain.CommandStatus.SENT;
import static io.hawser.domain.CommandStatus.UNKNOWN;
import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Downlink;
import io.hawser.bus.Downlink.CommandOffer;
import io.hawser.command.CommandStore.Step;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.command.CommandStore.Word;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Presence.Reason;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Opening;
import io.hawser.session.SessionStore.Superseded;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisCommandStoreIT {
    private static final Word SAYS_RECEIVED = new Word(RECEIVED, null, null, null, null);
    private static final Word SAYS_DONE = new Word(DONE, null, new Json("{\"n\":1}"), null, null);

    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisCommandStoreIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(redis);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    // Taking in

    @Test
    void aConnectedDevicesCommandIsSentAtOnce() {
        Connection connection = bench.connect(dev);
        Submission wish = bench.wish(dev);

        Submitted submitted = bench.submit(wish);

        assertThat(submitted.command())
                .isEqualTo(new Command(
                        wish.id(),
                        dev,
                        "set",
                        wish.args(),
                        SENT,
                        null,
                        null,
                        null,
                        null,
                        ANA,
                        bench.now,
                        bench.now.plusSeconds(8),
                        null));
        assertThat(submitted.changes())
                .containsExactly(new Change(
                        dev,
                        1,
                        2,
                        bench.now,
                        ANA,
                        new Cause(wish.id().value()),
                        new CommandEntry(wish.id(), "set", wish.args(), SENT, null, null, null, null)));
        assertThat(submitted.downlink())
                .isEqualTo(new Downlink(
                        dev,
                        1,
                        connection.number(),
                        new CommandOffer(wish.id(), "set", wish.args(), bench.now.plusSeconds(8))));
        assertThat(bench.find(dev, wish.id())).isEqualTo(submitted.command());
    }

    @Test
    void anAbsentDevicesCommandWaitsIfItMay() {
        Submission wish = bench.wish(dev);

        Submitted submitted = bench.submit(wish);

        assertThat(submitted.command().status()).isEqualTo(QUEUED);
        assertThat(submitted.downlink()).isNull();
        assertThat(code(bench.wish(dev, null, "h", false, null))).isEqualTo(ErrorCode.DEVICE_OFFLINE);
    }

    @Test
    void theSameKeyReturnsTheFirstOutcome() {
        bench.connect(dev);
        Submission first = bench.wish(dev, "k|1", "h1", true, null);
        bench.submit(first);
        bench.pass(Duration.ofHours(23));

        Submitted again = bench.submit(bench.wish(dev, "k|1", "h1", true, 1L));

        assertThat(again.repeated()).isTrue();
        assertThat(again.command().id()).isEqualTo(first.id());
        assertThat(again.changes()).isEmpty();
        assertThat(again.downlink()).isNull();
        assertThat(code(bench.wish(dev, "k|1", "h2", true, null))).isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(bench.submit(bench.wish(device(), "k|1", "h2", true, null)).repeated())
                .isFalse();
    }

    @Test
    void refusesWhenTheLogHasMovedOn() {
        bench.connect(dev);

        assertThat(bench.submit(bench.wish(dev, null, "h", true, 1L)).command().status())
                .isEqualTo(SENT);
        assertThat(code(bench.wish(dev, null, "h", true, 1L))).isEqualTo(ErrorCode.VERSION_CONFLICT);
    }

    @Test
    void refusesWhenTooManyAreOpen() {
        for (int i = 0; i < redis.settings().openCommands(); i++) {
            bench.submit(bench.wish(dev));
        }

        assertThat(code(bench.wish(dev))).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    // The device's word

    @Test
    void goesThroughAllStepsByTheDevicesWord() {
        Connection connection = bench.connect(dev);
        CommandId id = bench.submit(bench.wish(dev)).command().id();
        List<Change> changes = new ArrayList<>();
        changes.addAll(say(connection, id, SAYS_RECEIVED).changes());
        changes.addAll(
                say(connection, id, new Word(RUNNING, 10, null, null, null)).changes());
        changes.addAll(
                say(connection, id, new Word(RUNNING, 60, null, null, null)).changes());
        bench.pass(Duration.ofSeconds(1));
        Step last = say(connection, id, SAYS_DONE);
        changes.addAll(last.changes());

        assertThat(statuses(changes)).containsExactly(RECEIVED, RUNNING, RUNNING, DONE);
        assertThat(changes).allMatch(change -> change.by().equals(ANA));
        assertThat(((CommandEntry) changes.get(2).entry()).percent()).isEqualTo(60);
        assertThat(last.command().data()).isEqualTo(new Json("{\"n\":1}"));
        assertThat(last.command().percent()).isNull();
        assertThat(last.command().ended()).isEqualTo(bench.now);
        assertThat(bench.find(dev, id)).isEqualTo(last.command());
    }

    @Test
    void repeatedAndBackwardWordsSayNothingNew() {
        Connection connection = bench.connect(dev);
        CommandId id = bench.submit(bench.wish(dev)).command().id();
        say(connection, id, new Word(RUNNING, 10, null, null, null));

        assertThat(say(connection, id, new Word(RUNNING, 10, null, null, null)).changes())
                .isEmpty();
        assertThat(say(connection, id, SAYS_RECEIVED).command().status()).isEqualTo(RUNNING);
        say(connection, id, new Word(REJECTED, null, null, "BAD_VALUE", "no \"such\" colour"));
        Step late = say(connection, id, SAYS_DONE);
        assertThat(late.changes()).isEmpty();
        assertThat(late.command().status()).isEqualTo(REJECTED);
        assertThat(late.command().message()).isEqualTo("no \"such\" colour");
    }

    @Test
    void aWordFromADisplacedConnectionDoesNotCount() {
        Connection old = bench.connect(dev);
        CommandId id = bench.submit(bench.wish(dev)).command().id();
        bench.opened(bench.resume(dev, "boot", "t", "t2"));

        assertThat(failure(bench.commands().step(old, id, SAYS_DONE, bench.now)))
                .isInstanceOf(Superseded.class);
        assertThat(bench.find(dev, id).status()).isEqualTo(SENT);
    }

    @Test
    void aWordOnAnUnknownCommandIsRefused() {
        Connection connection = bench.connect(dev);

        assertThat(failure(bench.commands().step(connection, Bench.command(), SAYS_DONE, bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    // Taking back

    @Test
    void takesBackWhatWaitsAndNothingElse() {
        CommandId waiting = bench.submit(bench.wish(dev)).command().id();

        Step step = await(bench.commands().cancel(dev, waiting, ANA, bench.now));

        assertThat(statuses(step.changes())).containsExactly(CANCELLED);
        assertThat(await(bench.commands().cancel(dev, waiting, ANA, bench.now)).changes())
                .isEmpty();
        bench.connect(dev);
        CommandId sent = bench.submit(bench.wish(dev)).command().id();
        assertThat(failure(bench.commands().cancel(dev, sent, ANA, bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.VERSION_CONFLICT));
        assertThat(failure(bench.commands().cancel(dev, Bench.command(), ANA, bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    // Ends by time

    @Test
    void neverSentExpires() {
        CommandId id = bench.submit(bench.wish(dev)).command().id();
        bench.pass(Duration.ofSeconds(8));

        assertThat(statuses(bench.claim().changes())).containsExactly(EXPIRED);
        assertThat(bench.find(dev, id).code()).isNull();
        assertThat(bench.connect(dev).number()).isEqualTo(1);
    }

    @Test
    void sentToAConnectedDeviceThatIsSilentTimesOut() {
        bench.connect(dev);
        CommandId id = bench.submit(bench.wish(dev)).command().id();
        bench.pass(Duration.ofMillis(7_999));
        assertThat(bench.claim().changes()).isEmpty();
        bench.pass(Duration.ofMillis(1));

        List<Change> changes = bench.claim().changes();

        assertThat(statuses(changes)).containsExactly(EXPIRED);
        assertThat(((CommandEntry) changes.get(0).entry()).code()).isEqualTo("DEVICE_TIMEOUT");
        assertThat(bench.find(dev, id).status()).isEqualTo(EXPIRED);
        assertThat(bench.claim().changes()).isEmpty();
    }

    @Test
    void sentOverALostConnectionEndsUnknown() {
        Connection connection = bench.connect(dev);
        CommandId id = bench.submit(bench.wish(dev)).command().id();
        await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now));
        bench.pass(Duration.ofSeconds(8));

        assertThat(statuses(bench.claim().changes())).containsExactly(UNKNOWN);
        assertThat(bench.find(dev, id).status()).isEqualTo(UNKNOWN);
    }

    // Coming back

    @Test
    void aResumedDeviceGetsWhatWasSentAgainAndWhatWaited() {
        Connection connection = bench.connect(dev);
        CommandId sent = bench.submit(bench.wish(dev)).command().id();
        await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now));
        CommandId waiting = bench.submit(bench.wish(dev)).command().id();

        Opening.Opened opened = bench.opened(bench.resume(dev, "boot2", "t", "t2"));

        assertThat(opened.commands().stream().map(CommandOffer::command)).containsExactly(sent, waiting);
        assertThat(statuses(opened.changes())).containsExactly(SENT);
        bench.pass(Duration.ofSeconds(8));
        assertThat(statuses(bench.claim().changes())).containsExactly(EXPIRED, EXPIRED);
        assertThat(bench.find(dev, sent).code()).isEqualTo("DEVICE_TIMEOUT");
    }

    @Test
    void theSameBootInANewSessionGetsItAgainAnotherBootDoesNot() {
        bench.connect(dev);
        CommandId first = bench.submit(bench.wish(dev)).command().id();

        Opening.Opened same = bench.opened(bench.hello(dev, "boot", "t2"));
        assertThat(same.commands().stream().map(CommandOffer::command)).containsExactly(first);
        Opening.Opened other = bench.opened(bench.hello(dev, "rebooted", "t3"));

        assertThat(other.commands()).isEmpty();
        assertThat(statuses(other.changes())).containsExactly(UNKNOWN);
        assertThat(bench.find(dev, first).status()).isEqualTo(UNKNOWN);
    }

    @Test
    void whatARebootedDeviceHadBegunCantBeKnown() {
        Connection connection = bench.connect(dev);
        CommandId begun = bench.submit(bench.wish(dev)).command().id();
        say(connection, begun, new Word(RUNNING, null, null, null, null));

        Opening.Opened resumed = bench.opened(bench.resume(dev, "rebooted", "t", "t2"));

        assertThat(resumed.commands()).isEmpty();
        assertThat(statuses(resumed.changes())).containsExactly(UNKNOWN);
    }

    @Test
    void whatIsOverdueIsNotSentToADeviceThatComesBack() {
        Connection connection = bench.connect(dev);
        bench.submit(bench.wish(dev));
        await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now));
        bench.submit(bench.wish(dev));
        bench.pass(Duration.ofSeconds(9));

        Opening.Opened opened = bench.opened(bench.resume(dev, "boot", "t", "t2"));

        assertThat(opened.commands()).isEmpty();
        assertThat(statuses(opened.changes())).containsExactly(UNKNOWN, EXPIRED);
        assertThat(bench.claim().changes()).isEmpty();
    }

    // Reading

    @Test
    void listsNewestFirstInPages() {
        List<CommandId> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(0, bench.submit(bench.wish(dev)).command().id());
            bench.pass(Duration.ofMillis(i % 2));
        }

        List<CommandId> listed = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            Page<Command> page = await(bench.commands().list(dev, 3, cursor));
            page.items().forEach(command -> listed.add(command.id()));
            cursor = page.next();
            pages++;
        } while (cursor != null);

        assertThat(listed).containsExactlyElementsOf(ids);
        assertThat(pages).isEqualTo(3);
        assertThat(failure(bench.commands().list(dev, 3, "nonsense"))).isInstanceOf(Failure.class);
        assertThat(await(bench.commands().find(dev, new CommandId("cmd_none")))).isEmpty();
    }

    private Step say(Connection connection, CommandId id, Word word) {
        return await(bench.commands().step(connection, id, word, bench.now));
    }

    private ErrorCode code(Submission wish) {
        return ((Failure) failure(bench.commands().submit(wish, bench.now))).code();
    }
}
