package io.hawser.edge.rest;

import static io.hawser.edge.rest.RestHub.BEN;
import static io.hawser.edge.rest.RestHub.LIGHT;
import static io.hawser.edge.rest.RestHub.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.bus.Bus;
import io.hawser.command.CommandStore.Step;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Entry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.testing.RestClient.Answer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands by REST: what reaches the ledger, and how their end comes back. */
class CommandRoutesTest {
    private static final String PATH = "/devices/dev_1/commands";

    @SuppressWarnings("NullAway.Init")
    private static RestHub hub;

    private final AtomicReference<@Nullable Submission> submitted = new AtomicReference<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new RestHub(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @BeforeEach
    void takeCommands() {
        hub.commands.on("submit", given -> {
            Submission submission = (Submission) given[0];
            submitted.set(submission);
            return new Submitted(command(submission.id(), CommandStatus.SENT), false, List.of(), null);
        });
        hub.commands.on("find", given -> Optional.of(command((CommandId) given[1], CommandStatus.SENT)));
    }

    @Test
    void handsAllThatWasSaidToTheLedger() {
        Answer answer = hub.as(BEN)
                .post(
                        PATH,
                        "{'name':'set','args':{'brightness': 6.0e1 , 'power':'on'},'ttl':8000,'offline':'queue','ifRevision':7}",
                        "Idempotency-Key",
                        "k-1");

        assertThat(answer.status()).isEqualTo(202);
        Submission submission = submission();
        assertThat(submission.device()).isEqualTo(LIGHT);
        assertThat(submission.name()).isEqualTo("set");
        assertThat(submission.args().text()).contains("\"power\":\"on\"");
        assertThat(submission.ttl()).isEqualTo(Duration.ofSeconds(8));
        assertThat(submission.queue()).isTrue();
        assertThat(submission.ifRevision()).isEqualTo(7);
        assertThat(submission.key()).isEqualTo("k-1");
        assertThat(submission.scope()).isEqualTo("usr_ben");
        assertThat(submission.by()).isEqualTo(new Actor.ByUser(BEN.id(), BEN.name(), io.hawser.domain.Via.REST));
        String id = answer.json().path("command").asText();
        assertThat(answer.header("Location")).isEqualTo("/api/v1/devices/dev_1/commands/" + id);
        assertThat(answer.json().path("status").asText()).isEqualTo("sent");
        assertThat(answer.json().has("ended")).isFalse();
    }

    @Test
    void fillsInWhatWasNotSaid() {
        hub.as(BEN).post(PATH, "{'name':'set','args':{'power':'on'}}");

        assertThat(submission().ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(submission().queue()).isFalse();
        assertThat(submission().ifRevision()).isNull();
        assertThat(submission().key()).isNull();
    }

    @Test
    void asksTheModelBeforeTheLedger() {
        Answer answer = hub.as(BEN).post(PATH, "{'name':'set','args':{'brightness':101,'tune':1}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors"))
                .extracting(error -> error.path("path").asText())
                .containsExactlyInAnyOrder("/args/brightness", "/args/tune");
        assertThat(submitted).hasValue(null);
        assertThat(hub.as(BEN)
                        .post(PATH, "{'name':'dance'}")
                        .json()
                        .path("errors")
                        .get(0)
                        .path("path")
                        .asText())
                .isEqualTo("/name");
    }

    @Test
    void answersWithTheEndOfACommandThatIsWaitedFor() {
        Bus.Subscription device = hub.bus.onChange(change -> {});
        hub.commands.on("submit", given -> {
            Submission submission = (Submission) given[0];
            hub.vertx.setTimer(50, soon -> {
                hub.commands.on("find", find -> Optional.of(command((CommandId) find[1], CommandStatus.DONE)));
                hub.bus.publish(step(new CommandId("cmd_other"), CommandStatus.DONE));
                hub.bus.publish(step(submission.id(), CommandStatus.RECEIVED));
                hub.bus.publish(step(submission.id(), CommandStatus.DONE));
            });
            return new Submitted(command(submission.id(), CommandStatus.SENT), false, List.of(), null);
        });

        Answer answer = hub.as(BEN).post(PATH, "{'name':'set','args':{'power':'on'}}", "Prefer", "wait=30");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(answer.json().path("status").asText()).isEqualTo("done");
        assertThat(answer.json().path("ended").asLong()).isEqualTo(NOW.toEpochMilli());
        device.close();
    }

    @Test
    void doesNotMissAnEndThatComesWithTheSubmission() {
        hub.commands.on("submit", given -> {
            Submission submission = (Submission) given[0];
            hub.commands.on("find", find -> Optional.of(command((CommandId) find[1], CommandStatus.REJECTED)));
            return new Submitted(
                    command(submission.id(), CommandStatus.SENT),
                    false,
                    List.of(step(submission.id(), CommandStatus.REJECTED)),
                    null);
        });

        Answer answer = hub.as(BEN).post(PATH, "{'name':'set','args':{'power':'on'}}", "Prefer", "wait=30");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asText()).isEqualTo("rejected");
    }

    @Test
    void letsTheCommandGoOnWhenTheTimeIsOver() {
        Answer answer = hub.as(BEN).post(PATH, "{'name':'set','args':{'power':'on'}}", "Prefer", "wait=1");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Preference-Applied")).isEmpty();
        assertThat(answer.header("Location")).isNotEmpty();
    }

    @Test
    void waitsNoLongerForAClientThatHasLeft() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        hub.commands.on("find", given -> {
            looked.countDown();
            return Optional.of(command((CommandId) given[1], CommandStatus.SENT));
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
            String body = "{\"name\":\"set\",\"args\":{\"power\":\"on\"}}";
            String request = "POST /api/v1" + PATH + " HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer "
                    + hub.token(BEN) + "\r\nContent-Type: application/json\r\nPrefer: wait=60\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (submitted.get() == null && System.nanoTime() < patience) {
                Thread.onSpinWait();
            }
        }
        assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void givesTheFirstOutcomeOfAKnownKeyAtOnce() {
        hub.commands.on(
                "submit",
                given -> new Submitted(command(new CommandId("cmd_first"), CommandStatus.DONE), true, List.of(), null));

        Answer answer = hub.as(BEN).post(PATH, "{'name':'set','args':{'power':'on'}}", "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("command").asText()).isEqualTo("cmd_first");
    }

    @Test
    void tellsTheLedgersRefusals() {
        for (ErrorCode code : List.of(ErrorCode.KEY_REUSED, ErrorCode.VERSION_CONFLICT, ErrorCode.DEVICE_OFFLINE)) {
            hub.commands.on("submit", given -> {
                throw Failure.of(code, "no");
            });
            Answer answer = hub.as(BEN).post(PATH, "{'name':'set','args':{'power':'on'}}", "Prefer", "wait=5");
            assertThat(answer.json().path("code").asText()).isEqualTo(code.name());
        }
    }

    @Test
    void looksUpAndTakesBack() {
        JsonNode found = hub.as(BEN).get(PATH + "/cmd_7").json();
        assertThat(found.path("command").asText()).isEqualTo("cmd_7");
        assertThat(found.path("by").path("via").asText()).isEqualTo("rest");
        hub.commands.on("cancel", given -> new Step(command((CommandId) given[1], CommandStatus.CANCELLED), List.of()));
        assertThat(hub.as(BEN).delete(PATH + "/cmd_7").json().path("status").asText())
                .isEqualTo("cancelled");
        hub.commands.on("find", given -> Optional.empty());
        assertThat(hub.as(BEN).get(PATH + "/cmd_8").status()).isEqualTo(404);
    }

    private Submission submission() {
        Submission found = submitted.get();
        if (found == null) {
            throw new AssertionError("nothing reached the ledger");
        }
        return found;
    }

    private static Change step(CommandId id, CommandStatus status) {
        Entry entry = new Entry.CommandEntry(id, "set", new Json("{}"), status, null, null, null, null);
        assertThat(entry.kind()).isEqualTo(Kind.COMMAND);
        return new Change(LIGHT, 4, 1, NOW, new Actor.ByDevice(LIGHT), entry);
    }

    private static Command command(CommandId id, CommandStatus status) {
        return new Command(
                id,
                LIGHT,
                "set",
                new Json("{\"power\":\"on\"}"),
                status,
                null,
                null,
                null,
                null,
                new Actor.ByUser(BEN.id(), BEN.name(), io.hawser.domain.Via.REST),
                NOW,
                NOW.plusSeconds(30),
                status.isEnd() ? NOW : null);
    }
}
