package io.hawser.alert;

import io.hawser.alert.Situation.Given;
import io.hawser.alert.Situation.Hook;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what one look at an alert has to tell. Not for more than one thread. */
final class Telling {
    private static final Severity MINOR = Severity.MINOR;

    private final Set<ChannelKind> channels;
    private final Alert alert;
    private final Instant now;
    private final boolean asked;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final Map<UserId, Stage> panel = new LinkedHashMap<>();

    /**
     * @param channels that there are
     * @param asked whether somebody asked to be told of it: then it is enough that it is more than worth knowing
     */
    Telling(Set<ChannelKind> channels, Alert alert, Instant now, boolean asked) {
        this.channels = channels;
        this.alert = alert;
        this.now = now;
        this.asked = asked;
    }

    /** Tells people, each in the panel and by the ways that they want. */
    void tell(List<Recipient> people, Stage stage, int number) {
        for (Recipient person : people) {
            if (!isRehearsed()) {
                panel.put(person.user(), stage);
            }
            if (isForThePanelAlone()) {
                continue;
            }
            for (ChannelKind channel : ChannelKind.values()) {
                if (channel != ChannelKind.WEBHOOK && channels.contains(channel)) {
                    tell(person, channel, stage, number);
                }
            }
        }
    }

    private void tell(Recipient person, ChannelKind channel, Stage stage, int number) {
        Preferences preferences = person.preferences();
        Preferences.Way way = preferences.way(channel);
        if (!(asked ? way.on() : way.takes(alert.severity()))) {
            return;
        }
        if (channel == ChannelKind.PUSH) {
            for (String browser : person.browsers()) {
                add(person.user(), channel, browser, preferences, stage, number);
            }
        } else if (way.to() != null) {
            add(person.user(), channel, null, preferences, stage, number);
        }
    }

    private void add(
            UserId person,
            ChannelKind channel,
            @Nullable String browser,
            Preferences preferences,
            Stage stage,
            int number) {
        Instant later = channel != ChannelKind.SMS && alert.severity().compareTo(MINOR) <= 0
                ? preferences.nextDigest(now)
                : null;
        deliveries.add(Delivery.to(
                alert.id(), stage, number, channel, person, browser, later != null, later == null ? now : later));
    }

    /** Tells programs. */
    void tellHooks(List<Hook> hooks, Stage stage, int number) {
        if (isForThePanelAlone() || !channels.contains(ChannelKind.WEBHOOK)) {
            return;
        }
        for (Hook hook : hooks) {
            if (alert.severity().compareTo(hook.least()) >= 0) {
                deliveries.add(Delivery.to(alert.id(), stage, number, hook.id(), now));
            }
        }
    }

    /** It is over: those hear of it who heard of the alert, by the way that they did; what has not gone out does not any more. */
    void end(Set<UserId> informed, List<Given> given, List<Recipient> people) {
        informed.forEach(person -> panel.put(person, Stage.RESOLVED));
        Set<String> done = new HashSet<>();
        for (Given one : given) {
            Delivery sent = one.delivery();
            if (one.waiting() && !one.unsure()) {
                dropped.add(sent.id());
            } else if (one.mayHaveCome() && sent.stage() != Stage.RESOLVED) {
                Delivery end = sent.webhook() != null
                        ? Delivery.to(alert.id(), Stage.RESOLVED, 0, sent.webhook(), now)
                        : resolved(sent, people);
                if (end != null && done.add(end.id())) {
                    deliveries.add(end);
                }
            }
        }
    }

    private @Nullable Delivery resolved(Delivery sent, List<Recipient> people) {
        UserId person = sent.person();
        if (person == null) {
            return null;
        }
        Instant later = !sent.digest()
                ? null
                : people.stream()
                        .filter(one -> one.user().equals(person))
                        .findFirst()
                        .map(one -> one.preferences().nextDigest(now))
                        .orElse(null);
        return Delivery.to(
                alert.id(),
                Stage.RESOLVED,
                0,
                sent.channel(),
                person,
                sent.browser(),
                later != null,
                later == null ? now : later);
    }

    Decision decision(Situation.Told after, io.hawser.domain.Fault.@Nullable Step step) {
        return new Decision(after, deliveries, dropped, panel, step);
    }

    /** One person, in the panel and nowhere else. */
    void tell(UserId person, Stage stage) {
        panel.put(person, stage);
    }

    /** Whether what would be sent is made, so that it can be seen, and sent to nobody. */
    private boolean isRehearsed() {
        return alert.drill() && alert.fault() != null;
    }

    private boolean isForThePanelAlone() {
        return (alert.drill() && !isRehearsed()) || alert.severity() == Severity.INFO;
    }
}
