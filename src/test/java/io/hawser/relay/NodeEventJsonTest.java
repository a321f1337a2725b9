package io.hawser.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.Downlink;
import io.hawser.bus.InboxChanged;
import io.hawser.bus.InvitationsChanged;
import io.hawser.bus.ModelChanged;
import io.hawser.bus.NodeEvent;
import io.hawser.bus.SessionEnded;
import io.hawser.bus.ShareEnding;
import io.hawser.bus.SpaceFaulted;
import io.hawser.bus.TermsChanged;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Json;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeEventJsonTest {
    private static final DeviceId LAMP = new DeviceId("dev_1");
    private static final UserId ANA = new UserId("usr_1");
    private static final SessionId SESSION = new SessionId("ses_1");

    static Stream<NodeEvent> events() {
        return Stream.of(
                new Downlink(
                        LAMP,
                        3,
                        2,
                        new Downlink.CommandOffer(
                                new CommandId("cmd_1"),
                                "set",
                                new Json("{\"a\":[1.50,\"x\\ny\"]}"),
                                Instant.ofEpochMilli(1_760_000_000_000L))),
                new Downlink(
                        LAMP,
                        3,
                        2,
                        new Downlink.DesiredOffer(
                                7, Map.of("a", new Json("1.50"), "b", new Json("{\"c\":null}")), List.of("d"))),
                new SessionEnded.OfDevice(LAMP, Long.MAX_VALUE, Long.MAX_VALUE, EndReason.REVOKED),
                new SessionEnded.OfTerminal(SESSION, EndReason.TOKEN_REPLAY),
                new SessionEnded.OfUserSession(SESSION, EndReason.LOGOUT),
                new SessionEnded.OfUser(ANA, EndReason.REVOKED),
                new ModelChanged("pump"),
                new SpaceFaulted(new SpaceId("spc_1"), List.of(ANA, new UserId("usr_2"))),
                new AccessChanged(ANA, LAMP, Role.VIEWER, AccessChanged.Reason.SHARED),
                new AccessChanged(ANA, LAMP, null, AccessChanged.Reason.SHARE_REVOKED),
                new ShareEnding(
                        ANA, new Share(LAMP, ANA, "ana", "Ana", Role.VIEWER, Instant.ofEpochMilli(1_760_000_000_000L))),
                new InvitationsChanged(ANA),
                new InboxChanged(ANA),
                new TermsChanged("light"),
                new DeviceChanged(LAMP));
    }

    @ParameterizedTest
    @MethodSource("events")
    void arrivesAsItWasSent(NodeEvent event) {
        assertThat(NodeEventJson.read(NodeEventJson.write(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "{\"event\":\"of a later version\"}", "{\"event\":\"access\",\"role\":null}"
            })
    void refusesWhatItDoesNotKnow(String text) {
        assertThatThrownBy(() -> NodeEventJson.read(text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void hasOneOfEachKind() {
        assertThat(events().map(Object::getClass).distinct()).hasSize(13);
    }
}
