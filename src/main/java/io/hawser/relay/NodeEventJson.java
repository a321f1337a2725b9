package io.hawser.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events between nodes as JSON text: an object whose {@code event} names it. */
final class NodeEventJson {
    private NodeEventJson() {}

    static String write(NodeEvent event) {
        Map<String, Object> out = new HashMap<>();
        if (event instanceof Downlink downlink) {
            out.put("device", downlink.device().value());
            out.put("epoch", downlink.epoch());
            out.put("connection", downlink.connection());
            message(downlink.message(), out);
        } else if (event instanceof SessionEnded ended) {
            out.put("reason", ended.reason().name());
            ended(ended, out);
        } else if (event instanceof AccessChanged access) {
            out.put("event", "access");
            out.put("user", access.user().value());
            out.put("device", access.device().value());
            out.put("role", access.role() == null ? null : access.role().name());
            out.put("reason", access.reason().name());
        } else if (event instanceof ShareEnding ending) {
            out.put("event", "share ending");
            out.put("to", ending.to().value());
            share(ending.share(), out);
        } else if (event instanceof TermsChanged changed) {
            out.put("event", "terms");
            out.put("model", changed.model());
        } else if (event instanceof ModelChanged changed) {
            out.put("event", "model");
            out.put("model", changed.model());
        } else if (event instanceof InvitationsChanged invitations) {
            out.put("event", "invitations");
            out.put("to", invitations.to().value());
        } else if (event instanceof SpaceFaulted faulted) {
            out.put("event", "space faulted");
            out.put("space", faulted.space().value());
            out.put("people", faulted.people().stream().map(UserId::value).toList());
        } else if (event instanceof InboxChanged inbox) {
            out.put("event", "inbox");
            out.put("to", inbox.to().value());
        } else if (event instanceof DeviceChanged changed) {
            out.put("event", "device");
            out.put("device", changed.device().value());
        }
        return JsonText.json(out).text();
    }

    /** Fails with {@link IllegalArgumentException} or {@link Failure} for what no node of this version writes. */
    static NodeEvent read(String text) {
        JsonNode in = JsonText.own(text);
        return switch (in.path("event").asText()) {
            case "command" ->
                downlink(
                        in,
                        new Downlink.CommandOffer(
                                new CommandId(in.path("command").asText()),
                                in.path("name").asText(),
                                new Json(in.path("args").asText()),
                                Instant.ofEpochMilli(in.path("expires").asLong())));
            case "desired" ->
                downlink(
                        in,
                        new Downlink.DesiredOffer(
                                in.path("revision").asLong(), values(in.path("set")), names(in.path("unset"))));
            case "device ended" ->
                new SessionEnded.OfDevice(
                        device(in),
                        in.path("epoch").asLong(),
                        in.path("connection").asLong(),
                        end(in));
            case "terminal ended" ->
                new SessionEnded.OfTerminal(session(in), in.path("connection").asLong(), end(in));
            case "login ended" -> new SessionEnded.OfUserSession(session(in), end(in));
            case "user ended" -> new SessionEnded.OfUser(user(in), end(in));
            case "access" ->
                new AccessChanged(
                        user(in),
                        device(in),
                        in.path("role").isNull()
                                ? null
                                : Role.valueOf(in.path("role").asText()),
                        AccessChanged.Reason.valueOf(in.path("reason").asText()));
            case "share ending" -> new ShareEnding(new UserId(in.path("to").asText()), share(in));
            case "terms" -> new TermsChanged(in.path("model").asText());
            case "model" -> new ModelChanged(in.path("model").asText());
            case "invitations" ->
                new InvitationsChanged(new UserId(in.path("to").asText()));
            case "space faulted" ->
                new SpaceFaulted(
                        new SpaceId(in.path("space").asText()),
                        names(in.path("people")).stream().map(UserId::new).toList());
            case "inbox" -> new InboxChanged(new UserId(in.path("to").asText()));
            case "device" -> new DeviceChanged(device(in));
            default -> throw new IllegalArgumentException("no event that is known: " + in.path("event"));
        };
    }

    private static void share(Share share, Map<String, Object> out) {
        Instant expires = share.expires();
        out.put("device", share.device().value());
        out.put("user", share.user().value());
        out.put("login", share.login());
        out.put("name", share.name());
        out.put("role", share.role().name());
        out.put("expires", expires == null ? null : expires.toEpochMilli());
    }

    private static Share share(JsonNode in) {
        JsonNode expires = in.path("expires");
        return new Share(
                device(in),
                user(in),
                in.path("login").asText(),
                in.path("name").asText(),
                Role.valueOf(in.path("role").asText()),
                expires.isNumber() ? Instant.ofEpochMilli(expires.asLong()) : null);
    }

    private static void message(Downlink.Message message, Map<String, Object> out) {
        if (message instanceof Downlink.CommandOffer command) {
            out.put("event", "command");
            out.put("command", command.command().value());
            out.put("name", command.name());
            out.put("args", command.args().text());
            out.put("expires", command.expires().toEpochMilli());
        } else if (message instanceof Downlink.DesiredOffer desired) {
            Map<String, String> set = new HashMap<>();
            desired.set().forEach((name, value) -> set.put(name, value.text()));
            out.put("event", "desired");
            out.put("revision", desired.revision());
            out.put("set", set);
            out.put("unset", desired.unset());
        }
    }

    private static void ended(SessionEnded ended, Map<String, Object> out) {
        if (ended instanceof SessionEnded.OfDevice of) {
            out.put("event", "device ended");
            out.put("device", of.device().value());
            out.put("epoch", of.epoch());
            out.put("connection", of.connection());
        } else if (ended instanceof SessionEnded.OfTerminal of) {
            out.put("event", "terminal ended");
            out.put("session", of.session().value());
            out.put("connection", of.connection());
        } else if (ended instanceof SessionEnded.OfUserSession of) {
            out.put("event", "login ended");
            out.put("session", of.session().value());
        } else if (ended instanceof SessionEnded.OfUser of) {
            out.put("event", "user ended");
            out.put("user", of.user().value());
        }
    }

    private static Downlink downlink(JsonNode in, Downlink.Message message) {
        return new Downlink(
                device(in), in.path("epoch").asLong(), in.path("connection").asLong(), message);
    }

    private static DeviceId device(JsonNode in) {
        return new DeviceId(in.path("device").asText());
    }

    private static SessionId session(JsonNode in) {
        return new SessionId(in.path("session").asText());
    }

    private static UserId user(JsonNode in) {
        return new UserId(in.path("user").asText());
    }

    private static EndReason end(JsonNode in) {
        return EndReason.valueOf(in.path("reason").asText());
    }

    private static Map<String, Json> values(JsonNode in) {
        Map<String, Json> values = new HashMap<>();
        if (in instanceof ObjectNode object) {
            object.properties()
                    .forEach(member -> values.put(
                            member.getKey(), new Json(member.getValue().asText())));
        }
        return values;
    }

    private static List<String> names(JsonNode in) {
        List<String> names = new ArrayList<>();
        in.forEach(name -> names.add(name.asText()));
        return names;
    }
}
