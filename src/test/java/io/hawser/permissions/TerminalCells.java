package io.hawser.permissions;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.WireClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one person sends over a terminal's socket and is sent, from the hello to the end of the session. */
final class TerminalCells {
    private static final String ANSWERED =
            "terminalWelcome subscribed unsubscribed authenticated pong commandReply adjustingReply error";

    private final Cast cast;
    private final int port;
    private final Who who;
    private final Home.@Nullable Person caller;
    private final Home.Thing device;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private WireClient terminal;

    TerminalCells(Cast cast, int port, Who who) {
        this.cast = cast;
        this.port = port;
        this.who = who;
        caller = cast.find(who);
        device = cast.stage(false, Set.of(who)).device();
        terminal = connect();
    }

    /** Plays it; what came back of each message, by the rows of the first table. */
    Map<String, String> answers() {
        Home.Person person = caller;
        String token = person == null ? "none that serves" : person.token();
        String hello = "{'type':'hello','id':'hello','token':'%s','notices':true,'adjusting':true,'inbox':true}"
                .formatted(token);
        sent("ping", "{'type':'ping','id':'x'}", person == null ? null : hello);
        sent("terminalHello", hello, null);
        sent("auth", "{'type':'auth','id':'a','token':'%s'}".formatted(token), null);
        sent("subscribe {device}", "{'type':'subscribe','id':'one','devices':['%s']}".formatted(device.id()), null);
        sent("subscribe *", "{'type':'subscribe','id':'all','devices':['*']}", null);
        sent(
                "command",
                "{'type':'command','id':'c','device':'%s','name':'set','args':{'power':'off'},'offline':'queue'}"
                        .formatted(device.id()),
                null);
        sent(
                "adjusting",
                "{'type':'adjusting','id':'h','device':'%s','property':'power','held':true}".formatted(device.id()),
                null);
        sent("unsubscribe", "{'type':'unsubscribe','id':'u','subscription':'s2'}", null);
        answers.put("terminalBye", bye(person == null ? null : hello));
        return answers;
    }

    /** Whether it was sent such a message, by its name, once the device is gone and its session is ended. */
    Predicate<String> heard() {
        Home.Person person = caller;
        if (person != null) {
            WireClient owners = cast.owner().terminal("'notices':true");
            owners.send("{'type':'subscribe','id':'sub','devices':['%s']}".formatted(device.id()));
            cast.owner()
                    .rest()
                    .post(
                            "/devices/" + device.id() + "/shares",
                            "{'login':'%s','role':'viewer','expires':%d}"
                                    .formatted(cast.guest().login(), System.currentTimeMillis() + 1_500));
            // Others are told of devices of their own at the same time, and the owner of all.
            owners.await("its notice", this::isNotice);
            if (who == Who.MANAGER || who == Who.OWNER) {
                terminal.await("its notice", this::isNotice);
            }
            cast.owner()
                    .rest()
                    .post(
                            "/devices/" + device.id() + "/commands",
                            "{'name':'set','args':{'power':'on'},'offline':'queue'}");
            owners.await("change");
            owners.send("{'type':'adjusting','device':'%s','property':'power','held':true}".formatted(device.id()));
            if (terminal.all().stream().anyMatch(this::isSnapshot)) {
                terminal.await("viewers");
                terminal.await("change");
                terminal.await("adjustment", frame -> name(frame).equals("adjustment"));
            }
            cast.owner().rest().delete("/devices/" + device.id());
            owners.await("removed");
            if (terminal.all().stream().anyMatch(this::isSnapshot)) {
                terminal.await("removed");
            }
            terminal.send("{'type':'ping','id':'after'}");
            terminal.await("pong", frame -> frame.path("re").asText().equals("after"));
            String session = terminal.all().stream()
                    .filter(frame -> frame.path("type").asText().equals("welcome"))
                    .findFirst()
                    .orElseThrow()
                    .path("session")
                    .asText();
            person.rest().delete("/sessions/" + session);
            terminal.closeCode();
        }
        return name -> terminal.all().stream()
                .anyMatch(frame -> name.equals(name(frame))
                        && frame.path("device").asText(device.id()).equals(device.id()));
    }

    private boolean isNotice(JsonNode frame) {
        return name(frame).equals("notice") && frame.path("device").asText().equals(device.id());
    }

    private boolean isSnapshot(JsonNode frame) {
        return name(frame).equals("snapshot") && frame.path("device").asText().equals(device.id());
    }

    /** @param hello what is to be said before on a connection of its own; null: go on with the one there is */
    private void sent(String row, String message, @Nullable String hello) {
        if (hello != null) {
            terminal.send(hello);
        } else if (terminal.isClosed() || caller == null) {
            terminal = connect();
        } else if (message.contains("'type':'hello'")) {
            terminal.cut();
            terminal = connect();
        }
        terminal.send(message);
        answers.put(row, answer(message.replaceFirst("^.*'id':'([a-z]+)'.*$", "$1")));
    }

    /** On a connection of its own, which ends by it. */
    private String bye(@Nullable String hello) {
        try (WireClient other = connect()) {
            if (hello != null) {
                other.send(hello);
                other.await("welcome");
            }
            other.send("{'type':'bye'}");
            return String.valueOf(other.closeCode());
        }
    }

    private String answer(String id) {
        try {
            JsonNode frame = terminal.await("an answer to " + id, candidate -> isAnswer(candidate, id));
            if (caller == null) {
                return String.valueOf(terminal.closeCode());
            }
            if (name(frame).equals("error")) {
                return frame.path("code").asText();
            }
            String list = frame.path("devices").findValuesAsText("device").contains(device.id()) ? " with" : " without";
            return name(frame) + (id.equals("all") ? list : "");
        } catch (AssertionError none) {
            return terminal.isClosed() ? String.valueOf(terminal.closeCode()) : String.valueOf(none.getMessage());
        }
    }

    private boolean isAnswer(JsonNode frame, String id) {
        String name = name(frame);
        return (frame.path("re").asText().equals(id) && ANSWERED.contains(name))
                || (name.equals("terminalWelcome") && id.equals("hello"))
                || (name.equals("error") && caller == null);
    }

    /** The message's name in the contract. */
    private static String name(JsonNode frame) {
        String type = frame.path("type").asText();
        return switch (type) {
            case "welcome" -> "terminalWelcome";
            case "auth" -> "authenticated";
            case "command" -> "commandReply";
            case "adjusting" -> frame.has("user") ? "adjustment" : "adjustingReply";
            default -> type;
        };
    }

    private WireClient connect() {
        return WireClient.connect(port, "/ws/terminal");
    }
}
