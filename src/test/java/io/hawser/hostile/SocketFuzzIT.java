package io.hawser.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.hostile.Mutants.Mutant;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every message of both sockets, spoilt: each is answered or ignored as the contract has it, the connection lives on or is closed
 * with a code of the contract, and what was refused has changed nothing.
 */
class SocketFuzzIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** 4400 bad messages, 4401 no credentials, 1009 too large, 1000 after a good-bye. */
    private static final Set<Integer> CLOSES = Set.of(4400, 4401, 1009, 1000);

    /** What a message is refused with for what it is, whatever else is going on. */
    private static final Set<Integer> CONTENT = Set.of(400, 413, 422);

    private static TestHub hub;
    private static Home home;

    private static Home.Person owner;

    private Home.Thing device;
    private int seq;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        home = new Home(hub.port(), hub.adminToken());
        owner = home.person("Ana");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void furnish() {
        device = home.device(owner, "Lamp", "light");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'report','seq':0,'set':{'power':'on','brightness':50},'unset':['color'],'command':'cmd_1','at':1}",
                "{'type':'event','seq':0,'name':'button','data':{'a':1}}",
                "{'type':'fault','seq':0,'code':'AUDIO.CAPTURE','severity':'major','active':true,'data':{'a':1}}",
                "{'type':'progress','command':'cmd_1','status':'received','percent':0}",
                "{'type':'progress','upgrade':'upg_1','phase':'downloading','percent':40}",
                "{'type':'result','command':'cmd_1','ok':true,'data':{'a':1}}",
                "{'type':'result','command':'cmd_1','ok':false,'code':'BROKEN','message':'It is broken.'}",
                "{'type':'configured','version':3,'ok':true}",
                "{'type':'utterance','id':'9','text':'turn on the light','locale':'en'}",
                "{'type':'ping'}",
                "{'type':'bye','reason':'sleep','wake':600000}",
                "{'type':'nonsense','id':'9'}"
            })
    void bearsWhatDevicesSend(String message) throws Exception {
        bear(message, () -> device.hello("b" + System.nanoTime()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'subscribe','id':'an-id','devices':['$device'],'kinds':['state','presence'],'since':{'$device':[1,0]},'maxRate':10}",
                "{'type':'unsubscribe','id':'an-id','subscription':'s1'}",
                "{'type':'command','id':'an-id','key':'a-key','device':'$device','name':'set','args':{'power':'off'},'ttl':604800000,'offline':'queue','ifRevision':9007199254740991}",
                "{'type':'auth','id':'an-id','token':'$token'}",
                "{'type':'ping','id':'an-id'}",
                "{'type':'nonsense','id':'9'}"
            })
    void bearsWhatTerminalsSend(String message) throws Exception {
        bear(message, this::terminal);
    }

    /** Names that a program may take for one another, or for no name, are still not the one that was meant. */
    @ParameterizedTest
    @ValueSource(strings = {"typ\\u0435", "type\\u200b", "\\ufefftype", "TYPE", "ty\\u0000pe"})
    void takesNoNameForAnother(String name) {
        WireClient client = welcomed(this::terminal);

        client.raw("{\"" + name + "\":\"ping\",\"id\":\"a\"}");

        assertThat(client.await("error").path("code").asText()).isEqualTo("BAD_MESSAGE");
        client.close();
    }

    /** Two names that are the same once their escapes are read, as a filter before the hub may not see. */
    @Test
    void refusesAFieldThatIsThereTwiceUnderAnotherSpelling() {
        WireClient client = device.hello("b1");
        client.await("welcome");

        client.raw("{\"type\":\"report\",\"seq\":1,\"set\":{\"power\":\"on\",\"po\\u0077er\":\"off\"}}");

        assertThat(client.await("error").path("code").asText()).isEqualTo("BAD_VALUE");
        client.close();
        assertThat(home.state(owner, device).path("state")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'hello','device':'$device','secret':'$secret','boot':'b77','model':'light','firmware':'1.2.3'}",
                "{'type':'hello','device':'$device','resume':'$secret','boot':'b77'}"
            })
    void bearsEveryHelloOfADevice(String message) throws Exception {
        bearHello(message, "/ws/device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'hello','token':'$token','resume':'$secret','id':'1'}"})
    void bearsEveryHelloOfATerminal(String message) throws Exception {
        bearHello(message, "/ws/terminal");
    }

    private void bear(String message, Supplier<WireClient> connect) throws Exception {
        List<String> wrong = new ArrayList<>();
        Set<String> refused = send(message, connect, mutant -> true, wrong);
        assertThat(wrong).isEmpty();

        // Again, only those and to a device of which nothing is known yet: it stays so.
        furnish();
        String before = look();
        send(message, connect, mutant -> refused.contains(mutant.what()), wrong);
        assertThat(look()).isEqualTo(before);
    }

    /** Sends what passes, and gives what of it was refused for what it is. */
    private Set<String> send(String message, Supplier<WireClient> connect, Predicate<Mutant> passes, List<String> wrong)
            throws Exception {
        Set<String> refused = new HashSet<>();
        WireClient client = welcomed(connect);
        for (Mutant mutant : Mutants.of(good(message)).stream().filter(passes).toList()) {
            String id = "m" + ++seq;
            int heard = client.all().size();
            client.raw(mutant.text()
                    .replace("\"seq\":0", "\"seq\":" + seq)
                    .replace("an-id", id)
                    .replace("a-key", id));
            ping(client);
            for (JsonNode answer : answers(client, heard)) {
                if (isError(answer)) {
                    boolean own = answer.path("re").asText(id).equals(id);
                    judge(mutant, answer, own, wrong);
                    if (own && CONTENT.contains(answer.path("status").asInt())) {
                        refused.add(mutant.what());
                    }
                }
            }
            if (client.isClosed()) {
                if (!CLOSES.contains(client.closeCode())) {
                    wrong.add(mutant + " closed the connection with " + client.closeCode());
                }
                client = welcomed(connect);
            }
        }
        client.close();
        return refused;
    }

    private void bearHello(String message, String path) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Mutant mutant : Mutants.of(good(message))) {
            WireClient client = WireClient.connect(hub.port(), path);
            try (client) {
                client.raw(mutant.text());
                client.await(
                        "an answer to " + mutant,
                        frame -> isError(frame) || frame.path("type").asText().equals("welcome"));
                client.all().stream().filter(SocketFuzzIT::isError).forEach(error -> judge(mutant, error, true, wrong));
            } catch (AssertionError silent) {
                if (!client.isClosed() || !CLOSES.contains(client.closeCode())) {
                    wrong.add(silent.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void ping(WireClient client) {
        try {
            client.send("{'type':'ping'}");
        } catch (CompletionException closed) {
            client.closeCode();
        }
    }

    /** What came until the connection showed that it lives, or was closed. */
    private static List<JsonNode> answers(WireClient client, int heard) {
        try {
            client.await("pong");
        } catch (AssertionError none) {
            if (!client.isClosed()) {
                throw none;
            }
        }
        List<JsonNode> all = client.all();
        return all.subList(heard, all.size());
    }

    private static void judge(Mutant mutant, JsonNode error, boolean own, List<String> wrong) {
        String told = error.toString();
        int status = error.path("status").asInt();
        boolean known =
                (status >= 400 && status < 500) || error.path("code").asText().equals("DEVICE_OFFLINE");
        if (!known || error.path("message").asText().isBlank()) {
            wrong.add(mutant + " is answered " + told);
        }
        if (told.contains("Exception") || told.contains("java.") || told.contains("io.hawser")) {
            wrong.add(mutant + " tells of the inside: " + told);
        }
        if (own && status == 422 && !mutant.field().isEmpty() && !names(error, mutant.field())) {
            wrong.add(mutant + " is refused without naming " + mutant.field() + ": " + told);
        }
    }

    private static boolean names(JsonNode error, String field) {
        for (JsonNode bad : error.path("data").path("errors")) {
            String path = bad.path("path").asText();
            if (field.startsWith(path) || path.startsWith(field)) {
                return true;
            }
        }
        // Where one of two is needed, both are named.
        return error.path("message").asText().contains(field.substring(1));
    }

    private static boolean isError(JsonNode frame) {
        return frame.path("type").asText().equals("error");
    }

    private ObjectNode good(String message) throws Exception {
        return (ObjectNode) JSON.readTree(message.replace('\'', '"')
                .replace("$device", device.id())
                .replace("$secret", device.secret())
                .replace("$token", owner.token()));
    }

    private WireClient terminal() {
        WireClient terminal = WireClient.connect(hub.port(), "/ws/terminal");
        terminal.send("{'type':'hello','token':'%s'}".formatted(owner.token()));
        return terminal;
    }

    private static WireClient welcomed(Supplier<WireClient> connect) {
        WireClient client = connect.get();
        client.await("welcome");
        return client;
    }

    /** What a refused message must not change: the device's state and what was asked of it. */
    private String look() {
        JsonNode state = home.state(owner, device);
        return state.path("state") + " " + state.path("desired") + " "
                + owner.rest().get("/devices/" + device.id() + "/commands").text();
    }
}
