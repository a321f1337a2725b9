package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Notice;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.hawser.rule.Firing.Link;
import io.hawser.rule.RuleStore.Claimed;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a rule says to people. */
final class Wording {
    private final Firing firing;
    private final Claimed claimed;
    private final Sentence says;
    private final JsonNode why;

    Wording(Claimed claimed, Sentence says) {
        this.claimed = claimed;
        this.says = says;
        firing = claimed.firing();
        why = JsonText.own(firing.why().text());
    }

    /** What is told by its action at that place. */
    Notice notice(Deed.Notify notify, int place, Instant now) {
        boolean owned = claimed.owner() != null;
        Set<UserId> people = notify.to() == Deed.To.OWNER && owned ? owner() : notify.people();
        Notice.Audience audience = switch (notify.to()) {
            case OWNER -> owned ? Notice.Audience.PEOPLE : Notice.Audience.OWNER;
            case MAINTAINER -> Notice.Audience.TECHNICIANS;
            case EVERYBODY -> Notice.Audience.EVERYBODY;
            case PEOPLE -> Notice.Audience.PEOPLE;
        };
        return notice(
                firing.id() + ":" + place,
                now,
                notify.severity(),
                filled(notify.title().isEmpty() ? Map.of("en", says.name()) : notify.title()),
                notify.text().isEmpty()
                        ? Map.of(
                                "en", "The rule “" + says.name() + "” tells so.",
                                "zh", "由规则“" + says.name() + "”通知。")
                        : filled(notify.text()),
                audience,
                people);
    }

    private Notice notice(
            String id,
            Instant now,
            Severity severity,
            Map<String, String> title,
            Map<String, String> body,
            Notice.Audience audience,
            Set<UserId> people) {
        DeviceId device = firing.device();
        return new Notice(
                id,
                now,
                "rule:" + firing.rule(),
                device,
                device == null ? says.space() : null,
                severity,
                title,
                body,
                audience,
                people,
                new Cause(firing.id().value()),
                false);
    }

    private Set<UserId> owner() {
        return claimed.owner() == null ? Set.of() : Set.of(claimed.owner().id());
    }

    /** That the rule was stopped. */
    Notice stopped(Obstacle why, Instant now) {
        String name = says.name();
        boolean loop = why == Obstacle.LOOP;
        String chain = firing.chain().stream().map(Link::name).collect(Collectors.joining(" → "));
        return notice(
                "rule:" + firing.rule() + ":" + firing.version() + ":stopped",
                now,
                Severity.WARNING,
                Map.of("en", "Rule “" + name + "” was stopped", "zh", "规则“" + name + "”已停止"),
                loop
                        ? Map.of(
                                "en", "It would have set itself off: " + chain + ". Change it and switch it on again.",
                                "zh", "它会触发自己：" + chain + "。请修改后重新启用。")
                        : Map.of(
                                "en", "It was set off over and over within a minute. Change it and switch it on again.",
                                "zh", "它在一分钟内被反复触发。请修改后重新启用。"),
                claimed.owner() == null ? Notice.Audience.OWNER : Notice.Audience.PEOPLE,
                owner());
    }

    /** What a fault has to say of where it comes from. */
    Json fault(Deed.Raise raise) {
        Map<String, Object> data = new TreeMap<>();
        data.put("rule", firing.rule().value());
        data.put("name", says.name());
        data.put("seen", why);
        raise.texts().forEach((name, text) -> data.put(name, filled(text)));
        return JsonText.json(data);
    }

    private Map<String, String> filled(Map<String, String> texts) {
        String value = why.has("value") ? text(why.get("value")) : "";
        String device = Objects.requireNonNullElse(claimed.deviceName(), "");
        Map<String, String> filled = new HashMap<>();
        texts.forEach((language, text) -> filled.put(
                language,
                text.replace("{value}", value)
                        .replace("{property}", why.path("property").asText())
                        .replace("{rule}", says.name())
                        .replace("{device}", device)));
        return filled;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
