package io.hawser.rule;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.domain.RuleId;
import io.hawser.domain.UserId;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A rule with one device, by a log that a test writes. */
final class Play {
    static final DeviceId DEVICE = new DeviceId("dev_1");
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final List<Fired> fired = new ArrayList<>();
    final Answers answers = new Answers();
    private final Rule rule;
    private Watch watch;
    private Instant now = START;
    private long revision;

    Play(String yaml) {
        rule = new Rule(new RuleId("rul_1"), 1, new UserId("usr_1"), says(yaml));
        watch = rule.says()
                .hour()
                .map(hour -> Watch.waiting(rule.id(), START, hour.next(START).orElse(null)))
                .orElseGet(() -> Watch.calm(rule.id(), DEVICE));
    }

    static Sentence says(String yaml) {
        return RuleReader.read(YamlText.of(yaml).root(), null);
    }

    Play report(String values) {
        return hear(Kind.STATE, "{\"set\":%s,\"unset\":[]}".formatted(values.replace('\'', '"')));
    }

    Play event(String name, String data) {
        return hear(Kind.EVENT, "{\"name\":\"%s\",\"data\":%s}".formatted(name, data.replace('\'', '"')));
    }

    Play presence(String status) {
        return hear(Kind.PRESENCE, "{\"status\":\"%s\",\"reason\":\"CLOSED\"}".formatted(status));
    }

    Play fault(String code, String status) {
        return hear(
                Kind.FAULT,
                "{\"fault\":\"flt_1\",\"code\":\"%s\",\"severity\":\"major\",\"status\":\"%s\",\"data\":{}}"
                        .formatted(code, status));
    }

    private Play hear(Kind kind, String body) {
        Change change = new Change(
                DEVICE,
                1,
                ++revision,
                now,
                new Actor.ByDevice(DEVICE),
                Cause.own(DEVICE, 1, revision),
                EntryJson.read(kind, JsonText.own(body)));
        return step(course -> course.hear(Heard.of(change, now)));
    }

    /** What is due meanwhile is carried out when it is. */
    Play pass(String span) {
        Instant end = now.plus(Duration.parse("PT" + span.toUpperCase(java.util.Locale.ROOT)));
        Instant due = watch.due();
        while (due != null && !due.isAfter(end)) {
            Instant at = due;
            step(course -> course.due(at));
            due = watch.due();
        }
        now = end;
        return this;
    }

    /** Nobody looks at what is due. */
    Play passUnseen(String span) {
        now = now.plus(Duration.parse("PT" + span.toUpperCase(java.util.Locale.ROOT)));
        return this;
    }

    /** What is due by now is carried out at last. */
    Play look() {
        return step(course -> course.due(now));
    }

    /** Whether what has to be so is so, from now on and as long as time stands still. */
    Play guard(int answer) {
        answers.put(new Question(rule.id(), watch.device(), now), answer);
        return this;
    }

    private Play step(java.util.function.Consumer<Course> one) {
        // As it comes from the store each time.
        Watch stored = new Watch(
                watch.rule(),
                watch.device(),
                watch.phase(),
                watch.since(),
                watch.due(),
                watch.last(),
                Memory.of(watch.memory().json()));
        Course course = new Course(rule, stored, answers, Duration.ofHours(1));
        one.accept(course);
        watch = course.watch();
        fired.addAll(course.fired());
        return this;
    }

    Instant now() {
        return now;
    }

    Watch watch() {
        return watch;
    }

    /** Each as {@code 120 then} or {@code 300 then cooldown}, with the seconds since the start. */
    List<String> story() {
        return fired.stream()
                .map(one -> Duration.between(START, one.at()).toSeconds() + " "
                        + one.branch().name().toLowerCase(java.util.Locale.ROOT)
                        + (one.kept() == null ? "" : " " + one.kept().word()))
                .toList();
    }
}
