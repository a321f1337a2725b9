package io.hawser.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.hostile.Mutants.Mutant;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation of the hub's own OpenAPI document with spoilt bodies, paths, queries and headers: refused clearly, in words that
 * name the field, with nothing changed by what was refused; never an answer of the 500s, a stack trace or silence.
 */
class RestFuzzIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTHING = "nope";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String RULE =
            "{'name':'Lights','enabled':true,'of':{'devices':['$device']},'when':{'property':'power','is':'on'},"
                    + "'for':'2m','onlyIf':[{'time':{'from':'08:00','to':'22:00','days':['mon']}}],"
                    + "'then':[{'command':'set','args':{'power':'off'}},{'notify':{'to':'owner','title':'Off'}}],"
                    + "'cooldown':'10m','zone':'Europe/Berlin'}";

    private static final String DAILY = "{'name':'Daily','when':{'at':'22:00'},'then':[{'notify':{'to':'owner'}}]}";

    /** Good bodies, by operation. {@code $device} and the like stand for what the test made. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("setup", "{'code':'c','name':'N','login':'n','password':'correct horse battery'}"),
            Map.entry("login", "{'login':'$login','password':'correct horse battery'}"),
            Map.entry("refresh", "{'refreshToken':'$refresh'}"),
            Map.entry("renameMe", "{'name':'Ana'}"),
            Map.entry("changePassword", "{'current':'correct horse battery','password':'correct horse battery'}"),
            Map.entry("eraseMe", "{'password':'not the right one'}"),
            Map.entry("addUser", "{'login':'a-new-one','name':'N','password':'correct horse battery','role':'member'}"),
            Map.entry("changeUser", "{'name':'N','role':'member','disabled':false}"),
            Map.entry("addDevice", "{'name':'Lamp','model':'light'}"),
            Map.entry("claimDevice", "{'device':'$device','claimCode':'$claim'}"),
            Map.entry("changeDevice", "{'name':'Lamp','owner':'$login'}"),
            Map.entry("desire", "{'power':'on','brightness':50}"),
            // Any value is one; an object is none of this property's.
            Map.entry("setProperty", "{}"),
            Map.entry("invokeAction", "{'power':'on','brightness':50}"),
            Map.entry("setDeviceTerms", "{'heartbeat':30000,'ttl':600000,'grace':0,'state':65536}"),
            Map.entry(
                    "setModel",
                    "{'title':{'en':'Pump'},'open':false,'properties':{'flow':{'type':'number','unit':'l/min','control':true}}}"),
            Map.entry(
                    "setDeviceCheck",
                    "{'enabled':true,'severity':'minor','when':{'absent':true},'for':'5m','clear':{'for':'1m'},'title':{'en':'Gone'}}"),
            Map.entry("setModelTerms", "{'heartbeat':30000,'ttl':600000,'grace':0,'state':65536}"),
            Map.entry(
                    "command",
                    "{'name':'set','args':{'power':'on'},'ttl':604800000,'offline':'queue','ifRevision':$revision}"),
            Map.entry("addRule", RULE),
            Map.entry("setRule", RULE),
            Map.entry("tryUnsavedRule", RULE),
            Map.entry("enableRule", "{'enabled':true}"),
            Map.entry("setDeviceRule", "{'enabled':true}"),
            Map.entry("openTicket", "{'device':'$device','title':'No light','text':'Since noon.','severity':'minor'}"),
            Map.entry("changeTicket", "{'title':'No light','severity':'major','status':'in_progress'}"),
            Map.entry("changeRepair", "{'act':'stop','strategy':0}"),
            Map.entry("startDrill", "{'code':'AUDIO.CAPTURE','severity':'minor','minutes':5,'note':'Once a quarter'}"),
            Map.entry("replaceHardware", "{'reason':'It fell.'}"),
            Map.entry("setDeviceRepair", "{'automatic':false,'reason':'We measure it.'}"),
            Map.entry("commentTicket", "{'text':'It flickers.'}"),
            Map.entry("addPart", "{'name':'Bulb','quantity':2,'cost':9.9,'currency':'EUR'}"),
            Map.entry("addTime", "{'minutes':5,'text':'On site'}"),
            Map.entry("verifyTicket", "{'reason':'It shines.'}"),
            Map.entry("queryArchive", "{'sql':'SELECT 1','rows':10}"),
            Map.entry("acknowledgeFault", "{'note':'I look after it.'}"),
            Map.entry("snoozeFault", "{'until':null}"),
            Map.entry("closeFault", "{'reason':'It is gone.'}"),
            Map.entry("maintainDevice", "{'starts':null,'ends':$later,'reason':'New wiring'}"),
            Map.entry("maintainSpace", "{'starts':null,'ends':$later,'reason':'New wiring'}"),
            Map.entry("muteDevice", "{'until':$later}"),
            Map.entry("muteSpace", "{'until':$later}"),
            Map.entry("muteCode", "{'until':null}"),
            Map.entry(
                    "setNotifications",
                    "{'language':'zh','zone':'Asia/Shanghai','mail':{'on':true,'address':null,'least':'minor'},"
                            + "'sms':{'number':null},"
                            + "'quiet':{'from':'22:00','until':'07:00','critical':true},'digest':{'at':'08:00'}}"),
            Map.entry("proveAddress", "{'channel':'mail','code':'12345678'}"),
            Map.entry("testNotification", "{'channel':'mail'}"),
            Map.entry("readInbox", "{'alerts':['flt_1']}"),
            Map.entry(
                    "addPush",
                    "{'endpoint':'https://push.example/1','keys':{'p256dh':"
                            + "'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',"
                            + "'auth':'BTBZMqHH6r4Tts7J_aSIgg'}}"),
            Map.entry("addWebhook", "{'url':'https://ops.example/hawser','space':'$space','least':'major'}"),
            Map.entry("changeWebhook", "{'url':'https://ops.example/hawser','least':'major','enabled':true}"),
            Map.entry("qr", "{'text':'https://hub.example/claim#dev_1'}"),
            Map.entry("addSpace", "{'name':'House'}"),
            Map.entry(
                    "changeSpace",
                    "{'name':'House','owner':'$login','location':{'latitude':52.5,'longitude':13.4,'zone':'Europe/Berlin'}}"),
            Map.entry("inviteToDevice", "{'login':'$friend','role':'viewer','expires':253402300799999}"),
            Map.entry("inviteToSpace", "{'login':'$friend','role':'viewer'}"),
            Map.entry("setMember", "{'login':'$friend','role':'viewer'}"),
            Map.entry("share", "{'login':'$friend','role':'viewer','expires':253402300799999}"));

    private static final Map<String, List<String>> ODD = Map.of(
            "path",
            List.of(
                    "nope",
                    "%00",
                    "a%00b",
                    "..%2F..%2Fetc%2Fpasswd",
                    "%2e%2e",
                    "%ff%fe",
                    "%ed%a0%80",
                    "%F0%9F%98%80",
                    "a%20b",
                    "%25%32%35",
                    "'%20OR%201=1--",
                    "x".repeat(300),
                    "*",
                    "%7Bdevice%7D"),
            "query",
            List.of(
                    "",
                    "0",
                    "-1",
                    "1.5",
                    "abc",
                    "1e3",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "99999999999999999999",
                    "253402300800000",
                    "true",
                    "%00",
                    "%ff",
                    "%ed%a0%80",
                    "%F0%9F%98%80",
                    "state,,state",
                    "eyJhIjoxfQ",
                    "AAAA////",
                    "'%20OR%201=1--",
                    "x".repeat(3_000)),
            "header",
            List.of(
                    "*",
                    "\"\"",
                    "\"abc\"",
                    "\"-1\"",
                    "\"99999999999999999999\"",
                    "W/\"1\"",
                    "wait=99999999999999999999",
                    "wait=-1",
                    "wait=",
                    ";;;,,,===",
                    "\"unfinished",
                    "x".repeat(3_000)));

    private static TestHub hub;
    private static Home home;
    private static Home.Person friend;

    /** The scene of all tests that only read, or are refused. */
    private static Scene shared;

    private record Operation(String id, String method, String path, List<Parameter> parameters) {}

    private record Parameter(String name, String in) {}

    /**
     * People and a device, and what GET shows of them: what a refused request must not change.
     *
     * @param elsewhere another log-in of the owner, which may be ended by what is done with its token
     */
    private record Scene(
            Home.Person owner,
            Home.Person elsewhere,
            Home.Thing device,
            String space,
            String command,
            String revision,
            String ticket,
            String fault) {
        RestClient caller(Operation operation) {
            boolean admins = operation.path().startsWith("/users")
                    || operation.path().startsWith("/archive")
                    || operation.path().contains("/drills")
                    || operation.path().startsWith("/models")
                    || operation.path().startsWith("/deliveries");
            return admins ? home.admin() : owner.rest();
        }

        String fill(String text) {
            return text.replace("$later", String.valueOf(System.currentTimeMillis() + 3_600_000))
                    .replace("$device", device.id())
                    .replace("$claim", device.claimCode())
                    .replace("$command", command)
                    .replace("$login", owner.login())
                    .replace("$space", space)
                    .replace("$friend", friend.login())
                    .replace("$refresh", elsewhere.refresh())
                    .replace("$revision", revision);
        }

        String path(Operation operation) {
            return fill(operation
                            .path()
                            .replace("{device}", "$device")
                            .replace("{command}", "$command")
                            .replace("{check}", "DEVICE.OFFLINE")
                            .replace("{property}", "power")
                            .replace("{action}", "set")
                            .replace("{cause}", "$command")
                            // What others have devices of stays as it is.
                            .replace("{model}", operation.path().endsWith("/{model}") ? "pump" : "light"))
                    .replace("{user}", friend.id())
                    .replace("{space}", space)
                    .replace("{webhook}", NOTHING)
                    .replace("{browser}", NOTHING)
                    .replace("{delivery}", NOTHING)
                    .replace("{invitation}", NOTHING)
                    .replace("{fault}", fault)
                    .replace("{ticket}", ticket)
                    .replace("{replacement}", NOTHING)
                    .replace("{drill}", NOTHING)
                    .replace("{rule}", operation.path().contains("{rule}") ? rule() : NOTHING)
                    .replace("{firing}", NOTHING)
                    .replace("{maintenance}", NOTHING)
                    .replace("{code}", "BATTERY.LOW")
                    .replace("{session}", NOTHING);
        }

        /** One that the owner has. */
        private String rule() {
            String known =
                    owner.rest().get("/rules?limit=1").json().at("/items/0/id").asText();
            return known.isEmpty()
                    ? owner.rest().post("/rules", DAILY).json().path("id").asText()
                    : known;
        }

        /** The same with a fault that the device has told of. */
        Scene faulty() {
            WireClient told = device.online();
            told.send("{'type':'fault','seq':1,'code':'LAMP.BROKEN','active':true}");
            String id = home.await(
                            owner, "/devices/" + device.id() + "/faults?code=LAMP.BROKEN", "/items/0/status", "open")
                    .at("/items/0/id")
                    .asText();
            return new Scene(owner, elsewhere, device, space, command, revision, ticket, id);
        }

        String look() {
            List<String> seen = new ArrayList<>();
            for (String path : List.of(
                    "/me",
                    "/devices?limit=500",
                    "/devices/" + device.id() + "/state",
                    "/devices/" + device.id() + "/log?limit=500",
                    "/devices/" + device.id() + "/commands",
                    "/devices/" + device.id() + "/shares",
                    "/spaces",
                    "/spaces/" + space + "/members",
                    "/tickets?device=" + device.id(),
                    "/tickets/" + ticket,
                    "/tickets/" + ticket + "/comments",
                    "/devices/" + device.id() + "/maintenance",
                    "/me/mutes")) {
                seen.add(owner.rest().get(path).toString());
            }
            seen.add(home.admin().get("/users?limit=500").toString());
            return String.join("\n", seen);
        }
    }

    @BeforeAll
    static void start() {
        hub = TestHub.start(Map.of("limits.login.attempts", "100000"));
        home = new Home(hub.port(), hub.adminToken());
        friend = home.person("Ben");
        shared = scene();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @TestFactory
    Stream<DynamicTest> refusesSpoiltBodies() throws Exception {
        List<Operation> all = operations();
        assertThat(BODIES.keySet()).isEqualTo(withBody());
        return all.stream()
                .filter(operation -> BODIES.containsKey(operation.id()))
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> spoilBodies(operation)));
    }

    @TestFactory
    Stream<DynamicTest> refusesOddParameters() throws Exception {
        return operations().stream()
                .filter(operation -> !operation.parameters().isEmpty())
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> spoilParameters(operation)));
    }

    @TestFactory
    Stream<DynamicTest> refusesOtherMethods() throws Exception {
        Scene scene = shared;
        return operations().stream()
                .map(Operation::path)
                // Also a device or a rule may be called that.
                .filter(path -> !path.equals("/devices/claim") && !path.equals("/rules/trial"))
                .distinct()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    Operation any = new Operation("", "", path, List.of());
                    for (String method : List.of("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "BREW")) {
                        if (operations().stream()
                                .noneMatch(known -> known.path().equals(path)
                                        && known.method().equals(method))) {
                            RestClient.Answer answer = scene.owner()
                                    .rest()
                                    .raw(method, scene.path(any), method.equals("PUT") ? "{}" : null);
                            assertThat(answer.status())
                                    .as(method + " " + answer)
                                    .isEqualTo(405);
                            assertThat(answer.header("Allow")).isNotEmpty();
                        }
                    }
                }));
    }

    @Test
    void refusesBodiesOfOtherTypesAndWithoutOne() throws Exception {
        Scene scene = shared;
        for (Operation operation : operations()) {
            if (BODIES.containsKey(operation.id())) {
                for (String type :
                        List.of("text/plain", "application/xml", "multipart/form-data", ";", "application/json2")) {
                    RestClient.Answer answer = scene.caller(operation)
                            .raw(operation.method(), scene.path(operation), "{}", "Content-Type", type);
                    assertThat(answer.status())
                            .as(operation.id() + " " + type + " " + answer)
                            .isEqualTo(415);
                }
            }
        }
    }

    private void spoilBodies(Operation operation) throws Exception {
        Scene scene = operation.path().contains("{fault}") ? scene().faulty() : scene();
        ObjectNode good = (ObjectNode) JSON.readTree(
                scene.fill(BODIES.getOrDefault(operation.id(), "")).replace('\'', '"'));
        List<String> wrong = new ArrayList<>();
        List<Mutant> refused = new ArrayList<>();
        for (Mutant mutant : Mutants.of(good)) {
            RestClient.Answer answer = send(operation, scene, mutant);
            judge(mutant.toString(), answer, wrong);
            if (answer.status() >= 300) {
                refused.add(mutant);
            }
            if (answer.status() == 422 && !mutant.field().isEmpty() && !names(answer.json(), mutant.field())) {
                wrong.add(mutant + " is refused without naming " + mutant.field() + ": " + answer);
            }
        }
        String before = settled(scene);
        refused.forEach(mutant -> send(operation, scene, mutant));
        assertThat(settled(scene))
                .as(operation.id() + " refused, and changed something")
                .isEqualTo(before);
        assertThat(wrong).as(operation.id()).isEmpty();
    }

    private static RestClient.Answer send(Operation operation, Scene scene, Mutant mutant) {
        return scene.caller(operation)
                .raw(
                        operation.method(),
                        scene.path(operation),
                        mutant.text().replace("a-new-one", "new" + System.nanoTime()),
                        "Content-Type",
                        "application/json");
    }

    private void spoilParameters(Operation operation) throws Exception {
        Scene scene = shared;
        String before = scene.look();
        List<String> wrong = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            for (String odd : ODD.getOrDefault(parameter.in(), List.of())) {
                String path = scene.path(operation);
                String[] headers = {};
                if (parameter.in().equals("path")) {
                    path = scene.path(new Operation(
                            operation.id(),
                            operation.method(),
                            operation.path().replace("{" + parameter.name() + "}", odd),
                            List.of()));
                } else if (parameter.in().equals("query")) {
                    path += "?" + parameter.name() + "=" + odd + "&" + parameter.name() + "=" + odd;
                    judgeOdd(
                            operation,
                            scene,
                            scene.path(operation) + "?" + parameter.name() + "=" + odd,
                            headers,
                            wrong);
                } else {
                    headers = new String[] {parameter.name(), odd, "Content-Type", "application/json"};
                }
                judgeOdd(operation, scene, path, headers, wrong);
            }
        }
        if (operation.method().equals("GET") && !scene.look().equals(before)) {
            wrong.add("reading changed something");
        }
        assertThat(wrong).as(operation.id()).isEmpty();
    }

    private static void judgeOdd(Operation operation, Scene scene, String path, String[] headers, List<String> wrong) {
        String body = BODIES.get(operation.id());
        RestClient.Answer answer = scene.caller(operation)
                .raw(
                        operation.method(),
                        path,
                        body == null ? null : scene.fill(body).replace('\'', '"'),
                        headers);
        String what = operation.method() + " " + path + " " + String.join(" ", headers);
        judge(what.substring(0, Math.min(300, what.length())), answer, wrong);
    }

    /** A refusal in the contract's form, with a code of the contract, and nothing of the hub's inside in it. */
    private static void judge(String what, RestClient.Answer answer, List<String> wrong) {
        int status = answer.status();
        if (status < 300 || status == 304) {
            return;
        }
        String told = answer.text();
        boolean offline = status == 503 && told.contains("DEVICE_OFFLINE");
        if (status >= 500 && !offline) {
            wrong.add(what + " is answered " + answer);
        } else if (!answer.header("Content-Type").equals("application/problem+json")
                || !answer.json().path("code").isTextual()
                || answer.json().path("detail").asText().isBlank()) {
            wrong.add(what + " is refused in another form: " + answer);
        } else if (told.contains("Exception") || told.contains("at io.") || told.contains("java.")) {
            wrong.add(what + " tells of the inside: " + answer);
        }
    }

    private static boolean names(JsonNode problem, String field) {
        for (JsonNode error : problem.path("errors")) {
            String path = error.path("path").asText();
            if (field.startsWith(path) || path.startsWith(field)) {
                return true;
            }
        }
        return false;
    }

    private static Scene scene() {
        Home.Person owner = home.person("Ana");
        Home.Thing device = home.device(owner, "Lamp", "light");
        home.share(owner, device, friend, "viewer");
        RestClient.Answer command = owner.rest()
                .post(
                        "/devices/" + device.id() + "/commands",
                        "{'name':'set','args':{'power':'on'},'ttl':604800000,'offline':'queue'}");
        assertThat(command.status()).as(command.toString()).isEqualTo(202);
        String space = owner.rest()
                .post("/spaces", "{'name':'House'}")
                .json()
                .path("id")
                .asText();
        owner.rest().put("/spaces/" + space + "/devices/" + device.id(), "");
        String ticket = owner.rest()
                .post("/tickets", "{'device':'%s','title':'It flickers'}".formatted(device.id()))
                .json()
                .path("id")
                .asText();
        logged(device);
        String revision = home.state(owner, device).path("revision").asText();
        return new Scene(
                owner,
                home.login(owner.login()),
                device,
                space,
                command.json().path("command").asText(),
                revision,
                ticket,
                NOTHING);
    }

    /** Returns when no step of the device's faults is on its way to its log any more. */
    private static void logged(Home.Thing device) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (unlogged(device) > 0) {
            assertThat(System.nanoTime()).as("steps of faults wait for the log").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static int unlogged(Home.Thing device) {
        try (Connection connection = hub.postgres();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM fault_steps s JOIN faults f ON f.id = s.fault WHERE NOT s.logged AND f.device = ?")) {
            statement.setString(1, device.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is seen when all that was stored has come to where it is looked for. */
    private static String settled(Scene scene) {
        logged(scene.device());
        String before = scene.look();
        String now = scene.look();
        while (!now.equals(before)) {
            before = now;
            now = scene.look();
        }
        return now;
    }

    private static List<Operation> operations() {
        JsonNode document = document();
        List<Operation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (member.getValue().has("operationId")) {
                        List<Parameter> parameters = new ArrayList<>();
                        for (JsonNode list : List.of(
                                path.getValue().path("parameters"),
                                member.getValue().path("parameters"))) {
                            list.forEach(parameter -> {
                                JsonNode resolved = resolved(document, parameter);
                                parameters.add(new Parameter(
                                        resolved.path("name").asText(),
                                        resolved.path("in").asText()));
                            });
                        }
                        all.add(new Operation(
                                member.getValue().path("operationId").asText(),
                                member.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                parameters));
                    }
                }));
        return all;
    }

    private static Set<String> withBody() {
        Set<String> ids = new java.util.HashSet<>();
        document()
                .path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("requestBody")) {
                        ids.add(operation.path("operationId").asText());
                    }
                }));
        return ids;
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode document() {
        return new RestClient(hub.port(), null).get("/openapi.json").json();
    }
}
