package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Person;
import io.hawser.ordeal.load.Scale;
import io.hawser.ordeal.rig.Announcement;
import io.hawser.ordeal.rig.Mailbox;
import io.hawser.ordeal.rig.RawSocket;
import io.hawser.ordeal.rig.TcpProxy;
import io.hawser.simulator.wire.DeviceCredentials;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hub is killed while it has mail of faults to send. */
final class MailKills implements Ordeal {
    private static final int KILLS = 50;
    private static final int KILLS_BRIEF = 5;
    private static final int FAULTS_AT_ONCE = 3;
    private static final String CODE = "ORDEAL.";
    private static final String DOMAIN = "hawser.example";
    private static final Pattern PROOF = Pattern.compile("\\d{8}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Each way: a letter takes about half a second, so that kills fall before it, into the middle of it and behind it. */
    private static final long SLOW = 25;

    private static final Duration LATEST = Duration.ofMillis(600);

    private final Function<Vertx, Mailbox> server;

    /** @param server that the mail is sent to */
    MailKills(Function<Vertx, Mailbox> server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String title() {
        return "50 times (5 in the short form) a device tells of up to three critical faults, and at a random moment after their messages were"
                + " committed the hub is ended by `kill -9` and started again. Its mail server is a slow one.";
    }

    @Override
    public String shows() {
        return "the owner has one mail for each fault, and none is given up or still waits; what came twice, since the hub died"
                + " before it heard that it was taken, came under the same Message-ID.";
    }

    @Override
    public Scale scale(boolean brief) {
        return new Scale(1, 0, 1, 0);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                // What comes of its absence is none of what is counted.
                "session.grace", "1h",
                "session.heartbeat", "30s");
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (Mailbox box = server.apply(arena.vertx());
                TcpProxy way = new TcpProxy(arena.vertx(), "127.0.0.1", box.port())) {
            arena.hub().kill();
            arena.hub().set("mail.host", "127.0.0.1");
            arena.hub().set("mail.port", String.valueOf(way.port()));
            arena.hub().set("mail.tls", "none");
            arena.hub().set("mail.from", "hub@" + DOMAIN);
            arena.hubAgain();
            Person owner = arena.people(1).get(0);
            addressed(owner, box);
            String code = CODE + trial.seed() + ".";
            way.delay(SLOW);
            killed(arena, trial, owner, code, way);
            String url = arena.stores().postgres().url();
            Waiting.until(
                    PATIENCE,
                    () -> Announcement.byMail(url, code).stream()
                            .noneMatch(message -> message.status().equals("waiting")));
            judge(trial, Announcement.byMail(url, code), box.letters());
        }
    }

    /** An address counts once the code that was sent there is shown. */
    private static void addressed(Person owner, Mailbox box) {
        JsonObject mail = new JsonObject()
                .put("on", true)
                .put("address", owner.login() + "@" + DOMAIN)
                .put("least", "critical");
        int before = box.letters().size();
        Waiting.of(owner.client()
                .call(
                        HttpMethod.PUT,
                        "/me/notifications",
                        new JsonObject()
                                .put("language", "en")
                                .put("zone", "UTC")
                                .put("mail", mail)));
        Arena.await("the code", PATIENCE, () -> box.letters().size() > before);
        Matcher proof = PROOF.matcher(box.letters().get(before).subject());
        Waiting.of(owner.client()
                .call(
                        HttpMethod.POST,
                        "/me/notifications/prove",
                        new JsonObject().put("channel", "mail").put("code", proof.find() ? proof.group() : "")));
    }

    private static void killed(Arena arena, Trial trial, Person owner, String code, TcpProxy way) {
        String url = arena.stores().postgres().url();
        int kills = trial.brief() ? KILLS_BRIEF : KILLS;
        int faults = 0;
        int before = 0;
        double start = 0;
        for (int kill = 0; kill < kills; kill++) {
            // A device keeps so many faults and no more.
            DeviceCredentials device = arena.devices(owner.client(), 1).get(0);
            try (RawSocket socket = new RawSocket(arena.hub().port(), "/ws/device")) {
                socket.send(new JsonObject()
                        .put("type", "hello")
                        .put("device", device.device())
                        .put("secret", device.secret())
                        .put("boot", "b" + trial.seed())
                        .encode());
                int more = 1 + trial.random().nextInt(FAULTS_AT_ONCE);
                for (int seq = 1; seq <= more; seq++) {
                    faults++;
                    socket.send(new JsonObject()
                            .put("type", "fault")
                            .put("seq", seq)
                            .put("code", code + faults)
                            .put("severity", "critical")
                            .put("active", true)
                            .encode());
                }
                int all = faults;
                Arena.await(
                        "messages of " + all + " faults",
                        PATIENCE,
                        () -> Announcement.byMail(url, code).size() == all);
                Waiting.pass(trial.between(Duration.ZERO, LATEST));
                arena.hub().kill();
            }
            way.cut();
            before += Announcement.byMail(url, code).stream()
                            .anyMatch(message -> message.status().equals("waiting"))
                    ? 1
                    : 0;
            start += arena.hubAgain();
        }
        trial.figure("kills", kills);
        trial.figure("kills with a message committed and not known to be sent", before);
        trial.figure("seconds from a start to ready, on average", start / kills);
    }

    private static void judge(Trial trial, List<Announcement> messages, List<Mailbox.Letter> letters) {
        Map<String, Integer> came = new TreeMap<>();
        letters.forEach(letter -> came.merge(letter.id(), 1, Integer::sum));
        Set<String> alerts = new HashSet<>();
        int twice = 0;
        for (Announcement message : messages) {
            int copies = came.getOrDefault(message.id() + "@" + DOMAIN, 0);
            twice += Math.max(0, copies - 1);
            trial.require(message.status().equals("sent"), "a message is " + message.status() + ": " + message.id());
            trial.require(copies > 0, "a message never came: " + message.id());
            trial.require(alerts.add(message.alert()), "an alert has two messages: " + message.alert());
            came.remove(message.id() + "@" + DOMAIN);
        }
        // What is left proved the address; its id is made anew for each.
        came.keySet().removeIf(id -> id.startsWith("code_"));
        trial.require(came.isEmpty(), "mail that nobody asked for: " + came);
        trial.figure("faults", messages.size());
        trial.figure("mails beyond one for each, under the same Message-ID", twice);
    }
}
