package io.hawser.permissions;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One route as one person tries it, on a stage of its own where it changes something. */
final class RestCell {
    /** A browser's subscription; the key is the example of RFC 8291. */
    private static final String PUSH = "{'endpoint':'https://push.example/$new','keys':{'p256dh':"
            + "'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4','auth':'BTBZMqHH6r4Tts7J_aSIgg'}}";

    private static final String RULE = "{'name':'R','of':{'devices':['$device']},'when':{'event':'pressed'},"
            + "'then':[{'command':'set','args':{'power':'on'}}]}";

    /** What is sent, by row. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("POST /setup", "{'code':'wrong','name':'N','login':'n','password':'correct horse battery'}"),
            Map.entry("POST /auth/login", "{'login':'$account','password':'correct horse battery'}"),
            Map.entry("POST /auth/refresh", "{'refreshToken':'$refresh'}"),
            Map.entry("PATCH /me", "{'name':'N'}"),
            Map.entry("PUT /me/password", "{'current':'correct horse battery','password':'correct horse battery'}"),
            Map.entry("POST /users", "{'login':'$new','name':'N','password':'correct horse battery','role':'member'}"),
            Map.entry("PATCH /users/{user}", "{'name':'N'}"),
            Map.entry("POST /devices", "{'name':'Lamp','model':'light'}"),
            Map.entry("POST /devices/claim {the code}", "{'device':'$device','claimCode':'$claim'}"),
            Map.entry("POST /devices/claim {a wrong code}", "{'device':'$device','claimCode':'AAAA-BBBB'}"),
            Map.entry("PATCH /devices/{device} {name}", "{'name':'Hall'}"),
            Map.entry("PATCH /devices/{device} {owner}", "{'owner':'$guest'}"),
            Map.entry("PATCH /devices/{device}/desired", "{'power':'on'}"),
            Map.entry("PUT /devices/{device}/properties/{property}", "'#336699'"),
            Map.entry("POST /devices/{device}/actions/{action}?offline=queue", "{'power':'on'}"),
            Map.entry("PUT /devices/{device}/terms", "{'grace':5000}"),
            Map.entry("PUT /models/{model}/terms", "{'grace':5000}"),
            Map.entry("PUT /devices/{device}/checks/{check}", "{'enabled':false}"),
            Map.entry("PUT /models/{model}", "{'title':'Pump','properties':{'flow':{'type':'number'}}}"),
            Map.entry("POST /devices/{device}/commands", "{'name':'set','args':{'power':'on'},'offline':'queue'}"),
            Map.entry("POST /devices/{device}/shares", "{'login':'$guest','role':'controller'}"),
            Map.entry("DELETE /me {a wrong password}", "{'password':'not this one'}"),
            Map.entry("POST /devices/{device}/invitations", "{'login':'$guest','role':'controller'}"),
            Map.entry("POST /spaces/{space}/invitations", "{'login':'$guest','role':'controller'}"),
            Map.entry("PUT /me/notifications", "{'language':'zh','zone':'Asia/Shanghai'}"),
            Map.entry("POST /me/notifications/prove {a wrong code}", "{'channel':'mail','code':'12345678'}"),
            Map.entry("POST /me/notifications/test {no address}", "{'channel':'mail'}"),
            Map.entry("POST /me/inbox/read", "{'alerts':[]}"),
            Map.entry("POST /me/push", PUSH),
            Map.entry("POST /webhooks", "{'url':'https://ops.example/hawser'}"),
            Map.entry("POST /webhooks {space}", "{'url':'https://ops.example/hawser','space':'$space'}"),
            Map.entry("PATCH /webhooks/{webhook} (of the space)", "{'least':'major'}"),
            Map.entry("POST /qr", "{'text':'hello'}"),
            Map.entry("POST /spaces", "{'name':'House'}"),
            Map.entry("PATCH /spaces/{space} {name}", "{'name':'House'}"),
            Map.entry(
                    "PATCH /spaces/{space} {location}",
                    "{'location':{'latitude':52.5,'longitude':13.4,'zone':'Europe/Berlin'}}"),
            Map.entry("PATCH /spaces/{space} {owner}", "{'owner':'$guest'}"),
            Map.entry("POST /spaces/{space}/members", "{'login':'$guest','role':'controller'}"),
            Map.entry("POST /faults/{fault}/acknowledge", "{}"),
            Map.entry("POST /faults/{fault}/snooze", "{'until':null}"),
            Map.entry("POST /faults/{fault}/close", "{'reason':'It is gone.'}"),
            Map.entry("POST /faults/{fault}/repair", "{'act':'stop'}"),
            Map.entry("PUT /devices/{device}/repair", "{'automatic':false}"),
            Map.entry("POST /devices/{device}/drills", "{'code':'AUDIO.CAPTURE'}"),
            Map.entry("POST /devices/{device}/replacements", "{'reason':'It fell.'}"),
            Map.entry("POST /tickets", "{'device':'$device','title':'No light'}"),
            Map.entry("PATCH /tickets/{ticket}", "{'severity':'major'}"),
            Map.entry("POST /tickets/{ticket}/comments", "{'text':'It flickers.'}"),
            Map.entry("POST /tickets/{ticket}/parts", "{'name':'Bulb','quantity':2,'cost':9.9,'currency':'EUR'}"),
            Map.entry("POST /tickets/{ticket}/time", "{'minutes':5}"),
            Map.entry("POST /tickets/{ticket}/verify", "{'reason':'It shines.'}"),
            Map.entry("POST /devices/{device}/maintenance", "{'ends':$later,'reason':'New wiring'}"),
            Map.entry("POST /spaces/{space}/maintenance", "{'ends':$later,'reason':'New wiring'}"),
            Map.entry("PUT /me/mutes/devices/{device}", "{'until':$later}"),
            Map.entry("PUT /me/mutes/spaces/{space}", "{'until':null}"),
            Map.entry("PUT /me/mutes/codes/{code}", "{}"),
            Map.entry("POST /rules", RULE),
            Map.entry("POST /rules/trial", RULE),
            Map.entry(
                    "PUT /rules/{rule}",
                    "{'name':'R','space':'$space','when':{'at':'22:00'},'then':[{'notify':{'to':'owner'}}]}"),
            Map.entry("PATCH /rules/{rule}", "{'enabled':false}"),
            Map.entry("PUT /devices/{device}/rules/{rule}", "{'enabled':false}"),
            Map.entry("POST /archive/query", "{'sql':'SELECT 1','rows':1}"));

    /** What is done to the caller's own account. */
    private static final Set<String> ACCOUNT = Set.of(
            "POST /auth/login",
            "POST /auth/refresh",
            "POST /auth/logout",
            "POST /auth/logout-others",
            "PATCH /me",
            "PUT /me/password");

    /** What may be changed of the device. */
    private static final Pattern NEEDS_STAGE = Pattern.compile(
            "/claim|\\{device}|\\{session}|\\{space}|\\{invitation}|\\{fault}|\\{ticket}|\\{webhook}|\\{maintenance}|\\{rule}|/audit");

    private static final String MISSING = "missing";

    private final Cast cast;
    private final String route;
    private final Who who;

    RestCell(Cast cast, String route, Who who) {
        this.cast = cast;
        this.route = route;
        this.who = who;
    }

    /**
     * The status, with a word on the list where the table has one; and how an answer that should tell nothing differs from that for
     * what is not there.
     *
     * @param expected what is to come; where that is a refusal, nothing is made that could be changed
     */
    String outcome(String expected) {
        Home.Person caller = cast.find(who);
        if (!ACCOUNT.contains(route)) {
            return outcome(caller, caller, expected);
        }
        synchronized (who) {
            Home.Person account = cast.account(who);
            return outcome(caller == null ? null : account, account, expected);
        }
    }

    private String outcome(Home.@Nullable Person caller, Home.@Nullable Person account, String expected) {
        boolean changes = expected.startsWith("2") && (!method().equals("GET") || route.startsWith("GET /audit"));
        boolean bySpace = route.contains("/spaces")
                || route.contains("{space}")
                || route.contains("of the space")
                || route.contains(" /rules/{rule}");
        Cast.Stage stage =
                changes && NEEDS_STAGE.matcher(route).find() ? cast.stage(bySpace, Set.of(who)) : cast.common(bySpace);
        if (changes && route.contains("{session}")) {
            stage = stage.online();
        }
        Home.Person user = changes && route.contains("/users/") ? cast.home().person("subject") : cast.guest();
        Home.Thing device = stage.device();
        String invitation =
                route.contains("{invitation}") ? invitation(device, cast.home().person("invited")) : "";
        String fault = route.contains("/faults") ? cast.fault(stage) : "";
        String ticket = route.contains("{ticket}") ? ticket(device) : "";
        String drill = route.contains("{drill}") ? drill() : "";
        String replacement = route.contains("{replacement}") ? replacement(device) : "";
        String maintenance = route.contains("{maintenance}") ? cast.maintenance(stage) : "";
        if (changes && route.startsWith("DELETE") && route.contains("{check}")) {
            cast.home().admin().put("/devices/" + device.id() + "/checks/DEVICE.OFFLINE", "{'enabled':false}");
        }
        String path = path().replace("{session}", stage.session())
                .replace("{fault}", fault)
                .replace("{maintenance}", maintenance)
                .replace("{code}", "BATTERY.LOW")
                .replace("{check}", "DEVICE.OFFLINE")
                .replace("{property}", "color")
                .replace("{action}", "set")
                .replace("{invitation}", invitation)
                .replace("{ticket}", ticket)
                .replace("{replacement}", replacement)
                .replace("{drill}", drill)
                .replace("{rule}", route.contains("{rule}") ? rule(stage) : "")
                .replace("{firing}", "fir_missing")
                .replace("{device}", device.id())
                .replace("{command}", stage.command())
                .replace("{cause}", route.contains("{cause}") ? cast.kept(stage) : "")
                .replace("{space}", stage.space())
                .replace("{user}", user.id())
                .replace("{self}", caller == null ? user.id() : caller.id())
                .replace("{webhook}", route.contains("{webhook}") ? webhook(stage.space()) : "")
                .replace("{browser}", "brw_missing")
                .replace("{delivery}", "dlv_missing")
                .replace("{model}", changes && route.endsWith("/{model}") ? model() : "light");
        boolean list = expected.contains(" ");
        if (list) {
            path += (path.contains("?") ? "&" : "?") + "limit=200";
        }
        String body = BODIES.get(route);
        String filled = body == null
                ? null
                : body.replace("$device", device.id())
                        .replace("$later", String.valueOf(System.currentTimeMillis() + 3_600_000))
                        .replace("$claim", device.claimCode())
                        .replace("$guest", cast.guest().login())
                        .replace("$space", stage.space())
                        .replace("$new", "n" + System.nanoTime() + who.word())
                        .replace("$account", account == null ? "" : account.login())
                        .replace("$refresh", account == null ? "" : account.refresh());
        RestClient rest = cast.home().admin().as(caller == null ? null : caller.token());
        RestClient.Answer answer = rest.call(method(), path, filled);
        String outcome = answer.status() + (list ? word(expected, answer, stage) : "");
        boolean hidden = answer.status() == 404 && who != Who.ADMIN;
        if (hidden || (answer.status() == 403 && path.startsWith("/users"))) {
            String missing = path.replace(stage.session(), MISSING)
                    .replace(stage.command(), MISSING)
                    .replace(device.id(), MISSING)
                    .replace(stage.space(), MISSING)
                    .replace(user.id(), MISSING)
                    .replaceFirst("/(flt|inv|tkt|mnt|whk|rul)_[^/]+", "/" + MISSING);
            outcome += difference(answer, rest.call(method(), missing, filled));
        }
        return outcome;
    }

    /** Somebody is invited to the device who has no other part, so that no other cell's invitation takes the place of this one. */
    private String invitation(Home.Thing device, Home.Person invited) {
        RestClient.Answer made = cast.home()
                .admin()
                .post(
                        "/devices/" + device.id() + "/invitations",
                        "{'login':'%s','role':'viewer'}".formatted(invited.login()));
        return made.json().path("id").asText();
    }

    /** One that nobody else's cell knows. */
    private String model() {
        String name = "m" + System.nanoTime();
        cast.home().admin().put("/models/" + name, "{'title':'Pump'}");
        return name;
    }

    /** One of the space, which its owner has made, or one that comes with the device's model. */
    private String rule(Cast.Stage stage) {
        if (route.contains("{device}")) {
            return cast.modelRule(stage);
        }
        RestClient.Answer made = cast.owner()
                .rest()
                .post(
                        "/rules",
                        "{'name':'R','space':'%s','when':{'at':'22:00'},'then':[{'notify':{'to':'owner'}}]}"
                                .formatted(stage.space()));
        return made.json().path("id").asText();
    }

    /** A problem with the device that an administrator told of. */
    private String drill() {
        String device = cast.home()
                .admin()
                .post("/devices", "{'name':'Bell','model':'generic'}")
                .json()
                .at("/device/id")
                .asText();
        return cast.home()
                .admin()
                .post("/devices/" + device + "/drills", "{'code':'AUDIO.CAPTURE'}")
                .json()
                .path("id")
                .asText();
    }

    private String replacement(Home.Thing device) {
        RestClient.Answer made =
                cast.home().admin().post("/devices/" + device.id() + "/replacements", "{'reason':'It fell.'}");
        return made.json().path("id").asText();
    }

    private String ticket(Home.Thing device) {
        RestClient.Answer made =
                cast.home().admin().post("/tickets", "{'device':'%s','title':'It flickers'}".formatted(device.id()));
        return made.json().path("id").asText();
    }

    /** One of the space, which leads to where none is called. */
    private String webhook(String space) {
        RestClient.Answer made =
                cast.home().admin().post("/webhooks", "{'url':'http://127.0.0.1:9/','space':'%s'}".formatted(space));
        return made.json().path("id").asText();
    }

    private static String word(String expected, RestClient.Answer answer, Cast.Stage stage) {
        if (expected.endsWith("side")) {
            return answer.text().contains(stage.space()) ? " inside" : " outside";
        }
        return answer.text().contains(stage.device().id()) ? " with" : " without";
    }

    private static String difference(RestClient.Answer there, RestClient.Answer missing) {
        return there.status() == missing.status() && told(there).equals(told(missing))
                ? ""
                : ", but for what is not there " + missing;
    }

    private static String told(RestClient.Answer answer) {
        JsonNode json = answer.json();
        return json.path("code") + " " + json.path("detail") + " " + json.path("title") + " "
                + answer.header("Content-Type") + " " + json.size();
    }

    private String method() {
        return route.substring(0, route.indexOf(' '));
    }

    /** Of the address, what comes before the remark on the body. */
    private String path() {
        String rest = route.substring(route.indexOf(' ') + 1);
        int remark = rest.indexOf(' ');
        return remark < 0 ? rest : rest.substring(0, remark);
    }

    /** As the contract names it, {@code GET /sessions}. */
    static String operation(String route) {
        return route.replaceFirst("^(\\S+ [^ ?]+).*$", "$1").replace("/{self}", "/{user}");
    }
}
