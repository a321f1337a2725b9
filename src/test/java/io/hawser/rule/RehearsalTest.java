package io.hawser.rule;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Bus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.RuleId;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.history.HistoryStore;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import io.hawser.testing.CountingIds;
import io.hawser.testing.ManualClock;
import io.hawser.testing.Stub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rule that is tried on a log does what it would have done, had it been on: whenever and however often what is live was told. */
class RehearsalTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int CASES = 400;
    private static final DeviceId OTHER = new DeviceId("dev_other");

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private static final List<String> WHEN = List.of(
            "when: {property: t, above: 5}",
            "when: {property: t, above: 5}\nfor: 2m",
            "when: {property: t, changed: true}",
            "when: {event: e, data: [{property: n, above: 4}]}",
            "when: {presence: offline}\nfor: 1m",
            "when: {fault: F}",
            "when: {fault: F, cleared: true}",
            "when: {all: [{property: t, above: 4}, {property: u, below: 6}]}\nfor: 30s",
            "when: {any: [{property: t, above: 8}, {presence: offline}]}");

    private static final List<String> UNTIL = List.of(
            "",
            "until: {for: 90s}",
            "until: {when: {property: t, below: 3}}",
            "until: {when: {property: u, above: 6}, for: 1m}",
            "until: {after: 3m}",
            "until: {at: '12:20'}");

    private static final List<String> MORE = List.of(
            "",
            "cooldown: 4m",
            "repeat: {times: 2, within: 5m}",
            "onlyIf: [{device: dev_other, property: open, is: false}]",
            "onlyIf: [{time: {from: '12:05', to: '12:35'}}]\ncooldown: 1m");

    @Test
    void firesAsWhatIsLiveDoes() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            List<Kept> log = log(random);

            List<String> tried = tried(text, log);
            List<String> live = live(text, log, random);

            assertThat(tried).as("seed " + seed + "\n" + text).isEqualTo(live);
        }
    }

    @Test
    void firesInMostOfTheseCases() {
        long firing = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            firing += tried(text, log(random)).isEmpty() ? 0 : 1;
        }
        assertThat(firing).isGreaterThan(CASES / 2);
    }

    private static String text(Random random) {
        String when = one(WHEN, random);
        String until = one(UNTIL, random);
        boolean moment = when.contains("event") || when.contains("ed: true");
        boolean lasts = !moment || !(until.isEmpty() || until.contains("{for"));
        return "name: R\nof: {devices: [dev_1]}\n" + when + "\n" + until + "\n" + one(MORE, random)
                + "\nthen: [{command: go}]\n" + (lasts ? "else: [{command: stop}]\n" : "");
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** Forty entries within about half an hour. */
    private static List<Kept> log(Random random) {
        List<Kept> log = new ArrayList<>();
        Instant at = START;
        for (int revision = 1; revision <= 40; revision++) {
            at = at.plusSeconds(random.nextInt(100)).plusMillis(random.nextInt(3));
            log.add(random.nextInt(5) == 0 ? other(revision, at, random) : own(revision, at, random));
        }
        return log;
    }

    private static Kept other(int revision, Instant at, Random random) {
        return kept(
                OTHER,
                revision,
                at,
                Kind.STATE,
                "{\"set\":{\"open\":%s},\"unset\":[]}".formatted(random.nextBoolean()));
    }

    private static Kept own(int revision, Instant at, Random random) {
        int number = random.nextInt(10);
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                kept(Play.DEVICE, revision, at, Kind.STATE, "{\"set\":{\"t\":%d},\"unset\":[]}".formatted(number));
            case 2 ->
                kept(
                        Play.DEVICE,
                        revision,
                        at,
                        Kind.STATE,
                        "{\"set\":{\"u\":%d,\"x\":1},\"unset\":[\"t\"]}".formatted(number));
            case 3 ->
                kept(Play.DEVICE, revision, at, Kind.EVENT, "{\"name\":\"e\",\"data\":{\"n\":%d}}".formatted(number));
            case 4 ->
                kept(
                        Play.DEVICE,
                        revision,
                        at,
                        Kind.PRESENCE,
                        "{\"status\":\"%s\",\"reason\":\"CLOSED\"}".formatted(number < 5 ? "offline" : "online"));
            default ->
                kept(
                        Play.DEVICE,
                        revision,
                        at,
                        Kind.FAULT,
                        "{\"fault\":\"f\",\"code\":\"F\",\"severity\":\"major\",\"status\":\"%s\",\"data\":{}}"
                                .formatted(
                                        List.of("open", "verifying", "resolved").get(number % 3)));
        };
    }

    private static Kept kept(DeviceId device, int revision, Instant at, Kind kind, String body) {
        return new Kept(
                device, 1, revision, kind, at, new Json("{\"device\":\"" + device + "\"}"), null, new Json(body), at);
    }

    private static HistoryStore history(List<Kept> log) {
        return new Stub<>(HistoryStore.class)
                .on("stateAt", given -> stateAt(log, (DeviceId) given[0], (Instant) given[1]))
                .port();
    }

    private static Optional<Snapshot> stateAt(List<Kept> log, DeviceId device, Instant at) {
        Map<String, Json> state = new HashMap<>();
        Presence[] presence = {Presence.never(START)};
        boolean[] known = {false};
        log.stream()
                .filter(entry -> entry.device().equals(device) && !entry.at().isAfter(at))
                .forEach(entry -> {
                    known[0] = true;
                    var body = JsonText.own(entry.body().text());
                    body.path("set")
                            .properties()
                            .forEach(member -> state.put(member.getKey(), JsonText.json(member.getValue())));
                    body.path("unset").forEach(name -> state.remove(name.asText()));
                    if (entry.kind() == Kind.PRESENCE) {
                        boolean online = body.path("status").asText().equals("online");
                        presence[0] = new Presence(
                                online ? Presence.Status.ONLINE : Presence.Status.OFFLINE,
                                Presence.Reason.CLOSED,
                                entry.at(),
                                null);
                    }
                });
        return known[0] ? Optional.of(new Snapshot(device, 1, 1, state, Map.of(), 0, presence[0])) : Optional.empty();
    }

    private static List<String> tried(String text, List<Kept> log) {
        Rule rule = new Rule(new RuleId("rul_1"), 1, new UserId("usr_1"), Play.says(text));
        RuleLog reading = (device, kinds, from, to, after, most) -> Future.succeededFuture(log.stream()
                .filter(entry -> entry.device().equals(device) && kinds.contains(entry.kind()))
                .filter(entry -> after == null || entry.revision() > after.revision())
                .limit(most)
                .toList());
        Rehearsal rehearsal = new Rehearsal(
                rule, reading, history(log), START.minusSeconds(1), START.plus(Duration.ofDays(2)), () -> 0);
        Trial trial = done(rehearsal.with(List.of(Play.DEVICE)));
        assertThat(trial.reason()).isNull();
        return trial.firings().stream()
                .filter(fired -> fired.kept() != Obstacle.ONLY_IF)
                .map(fired -> line(
                        fired.branch(), fired.at(), fired.kept(), fired.why().json(), String.valueOf(fired.cause())))
                .toList();
    }

    private static String line(
            Fired.Branch branch, Instant at, @org.jspecify.annotations.Nullable Obstacle kept, Json why, String cause) {
        return at + " " + branch + " " + kept + " " + why + " " + cause;
    }

    /** In batches of any size, some of them twice, with looks at what is due now and then and at last. */
    private List<String> live(String text, List<Kept> log, Random random) {
        Running running = new Running(
                new RuleId("rul_1"),
                1,
                new UserId("usr_1"),
                null,
                JsonText.json(YamlText.of(text).root()),
                null);
        MemoryRules rules = new MemoryRules(running);
        ManualClock clock = new ManualClock();
        RuleStore store = new Stub<>(RuleStore.class)
                .on("change", given -> rules.change(devices(given[0]), fold(given[2])))
                .on("due", given -> rules.due((Instant) given[0]))
                .port();
        RuleEngine engine = new RuleEngine(
                store,
                history(log),
                () -> Future.succeededFuture(new Outbox.Backlog(0, Duration.ZERO)),
                bus,
                new CountingIds(),
                clock,
                RuleSettings.USUAL,
                new RuleTally());
        int next = 0;
        while (next < log.size()) {
            int end = Math.min(log.size(), next + 1 + random.nextInt(6));
            List<Kept> batch = log.subList(next, end);
            Instant last = batch.get(batch.size() - 1).stored();
            if (clock.instant().isBefore(last)) {
                clock.pass(Duration.between(clock.instant(), last));
            }
            done(engine.kept(batch));
            if (random.nextInt(4) == 0) {
                done(engine.kept(batch));
            }
            if (random.nextBoolean()) {
                look(engine);
            }
            next = end;
        }
        clock.pass(Duration.ofDays(1));
        look(engine);
        clock.pass(Duration.ofDays(2));
        look(engine);
        return rules.firings.stream()
                .map(firing -> line(
                        firing.branch(), firing.at(), firing.reason(), firing.why(), String.valueOf(firing.cause())))
                .toList();
    }

    private static void look(RuleEngine engine) {
        while (done(engine.due())) {
            // there may be more
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<DeviceId> devices(Object given) {
        return (Set<DeviceId>) given;
    }

    @SuppressWarnings("unchecked")
    private static java.util.function.Function<Known, Moves> fold(Object given) {
        return (java.util.function.Function<Known, Moves>) given;
    }
}
