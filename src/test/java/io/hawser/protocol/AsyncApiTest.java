package io.hawser.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.hawser.bus.AccessChanged;
import io.hawser.bus.Adjusting;
import io.hawser.bus.Viewers;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.Share;
import io.hawser.domain.Snapshot;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/asyncapi.yaml} against the frames that the hub writes. */
class AsyncApiTest {
    private static final DeviceId LAMP = new DeviceId("dev_1");

    private final JsonNode api;

    AsyncApiTest() throws IOException {
        api = new YAMLMapper().readTree(Path.of("docs", "asyncapi.yaml").toFile());
    }

    @Test
    void refersToNothingThatIsNotThere() {
        List<String> broken = new ArrayList<>();
        api.findValuesAsText("$ref").stream()
                .filter(ref -> api.at(ref.substring(1)).isMissingNode())
                .forEach(broken::add);
        assertThat(api.findValuesAsText("$ref")).hasSizeGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void namesEveryFieldOfWhatATerminalIsSent() {
        User ana = new User(new UserId("usr_1"), "ana", "Ana", UserRole.MEMBER, false, Instant.EPOCH);
        Map<String, String> frames = Map.ofEntries(
                Map.entry(
                        "terminalWelcome",
                        TerminalFrames.welcome(
                                new SessionId("ses_1"),
                                "token",
                                true,
                                ana,
                                Duration.ofSeconds(30),
                                new TerminalFrames.Limits(1, 2, 3),
                                Instant.EPOCH)),
                Map.entry(
                        "subscribed",
                        TerminalFrames.subscribed(
                                "1", "s1", List.of(new TerminalFrames.Subscribed(LAMP, "owner", "replay")))),
                Map.entry("synced", TerminalFrames.synced("1", "s1")),
                Map.entry("unsubscribed", TerminalFrames.unsubscribed("1", "s1")),
                Map.entry("authenticated", TerminalFrames.authenticated("1", Instant.EPOCH)),
                Map.entry(
                        "snapshot",
                        TerminalFrames.snapshot(
                                new Snapshot(LAMP, 1, 1, Map.of(), Map.of(), 0, Presence.never(Instant.EPOCH)),
                                "Lamp",
                                "light",
                                "owner")),
                Map.entry(
                        "notice",
                        TerminalFrames.ending(new Share(LAMP, ana.id(), "ana", "Ana", Role.VIEWER, Instant.EPOCH))),
                Map.entry("removed", TerminalFrames.removed(LAMP, AccessChanged.Reason.SHARE_REVOKED)),
                Map.entry("viewers", TerminalFrames.viewers(new Viewers(LAMP, List.of(), 0))),
                Map.entry("adjustingReply", TerminalFrames.adjusting("1", LAMP, "power", true)),
                Map.entry(
                        "adjustment",
                        TerminalFrames.adjusting(
                                new Adjusting(LAMP, "power", ana.id(), "Ana", new SessionId("ses_1"), true))),
                Map.entry("pong", TerminalFrames.pong("1", Instant.EPOCH)),
                Map.entry("bye", ByeFrame.of("RESTART", Duration.ofSeconds(1))),
                Map.entry("error", ErrorFrame.of("1", null, Failure.of(ErrorCode.NOT_FOUND, "No such device."))));
        frames.forEach((name, frame) -> {
            assertThat(api.at("/channels/terminal/messages/" + name).isMissingNode())
                    .as(name + " is told")
                    .isFalse();
            assertThat(api.at("/operations/toTerminal/messages").findValuesAsText("$ref"))
                    .as("what a terminal is sent")
                    .contains("#/channels/terminal/messages/" + name);
            JsonNode properties = api.at("/components/messages/" + name + "/payload/properties");
            ObjectNode sent = JsonText.object(frame);
            assertThat(properties.at("/type/const").asText())
                    .isEqualTo(sent.get("type").asText());
            sent.fieldNames()
                    .forEachRemaining(field -> assertThat(properties.has(field))
                            .as(field + " of " + name)
                            .isTrue());
        });
    }
}
