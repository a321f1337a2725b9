package io.hawser.alert;

import io.hawser.alert.AlertSettings.Party;
import io.hawser.alert.Situation.Told;
import io.hawser.domain.Actor;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Notice;
import io.hawser.domain.Secret;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import io.hawser.fault.Handbook;
import io.hawser.fault.Handling;
import io.hawser.protocol.JsonText;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom to tell what of a fault, by how it is now and what they were told: so it neither matters how many steps it took there,
 * nor whether one was looked at before. Pure; safe for use by any thread.
 */
public final class AlertRules {
    private static final Actor BY = new Actor.ByHub("alert");
    private static final int NOTICE = 24;

    private final AlertSettings settings;
    private final Handbook words;
    private final Set<ChannelKind> channels;

    /** @param channels that there are beside the panel */
    public AlertRules(AlertSettings settings, Handbook words, Set<ChannelKind> channels) {
        this.settings = settings;
        this.words = words;
        this.channels = Set.copyOf(channels);
    }

    /** What is to be done about a fault now. */
    public Decision decide(Situation seen, Instant now) {
        Fault fault = seen.fault();
        Told told = seen.told().orElse(null);
        if (told != null && told.ended() != null) {
            return Decision.only(looked(told, null));
        }
        if (fault.isResolved()) {
            return told == null ? Decision.only(null) : ended(seen, told, now);
        }
        if (fault.site() != null) {
            return Decision.only(told == null ? null : looked(told, null));
        }
        if (told == null || told.at() == null) {
            Told fresh = told == null ? fresh(seen, now) : told;
            Instant held = held(seen, now);
            return held == null ? first(seen, fresh, now) : Decision.only(looked(fresh, held));
        }
        return again(seen, told, now);
    }

    /** What is to be done about a notice: it is told once. */
    public Decision decide(
            Notice notice, String name, List<Recipient> people, List<Situation.Hook> hooks, Instant now) {
        String id = "ntc_" + Secret.hash(notice.id()).substring(0, NOTICE);
        Alert alert = new Alert(
                id,
                null,
                notice.source(),
                notice.device(),
                notice.space(),
                name,
                null,
                notice.severity(),
                new AlertText(notice.title(), notice.body(), Map.of()),
                notice.made(),
                notice.drill());
        Telling telling = new Telling(channels, alert, now, true);
        telling.tell(Audience.of(people, notice), Stage.RAISED, 0);
        if (notice.audience() != Notice.Audience.PEOPLE) {
            telling.tellHooks(hooks, Stage.RAISED, 0);
        }
        return telling.decision(new Told(alert, now, now, 0, null, 0, null, null, null, null), null);
    }

    private Told fresh(Situation seen, Instant now) {
        return new Told(alert(seen), now, null, 0, null, 0, null, null, null, null);
    }

    private Alert alert(Situation seen) {
        Fault fault = seen.fault();
        Handling said = words.of(fault, seen.model(), seen.override());
        return new Alert(
                fault.id().value(),
                fault.id(),
                null,
                fault.device(),
                fault.space(),
                seen.name(),
                fault.code(),
                fault.severity(),
                new AlertText(said.title(), said.means(), said.advice()),
                fault.opened(),
                fault.drill());
    }

    /** Until when nobody is to be told; null: now. */
    private @Nullable Instant held(Situation seen, Instant now) {
        Fault fault = seen.fault();
        Instant settled =
                fault.severity() == Severity.CRITICAL ? null : fault.opened().plus(settings.settle());
        return Stream.of(settled, seen.maintained(), fault.snoozedUntil())
                .filter(until -> until != null && until.isAfter(now))
                .max(Instant::compareTo)
                .orElse(null);
    }

    private Decision first(Situation seen, Told held, Instant now) {
        Alert alert = alert(seen);
        Telling telling = new Telling(channels, alert, now, false);
        List<Recipient> people = Audience.of(seen.people(), parties(alert.severity()));
        telling.tell(people, Stage.RAISED, 0);
        telling.tellHooks(seen.hooks(), Stage.RAISED, 0);
        starter(seen.fault()).ifPresent(person -> telling.tell(person, Stage.RAISED));
        Told told = new Told(alert, held.made(), now, 0, null, 0, null, null, null, null);
        return telling.decision(scheduled(seen, told, now), null);
    }

    /** Who is told of a fault for practice: whoever began it, and nobody else. */
    private static Optional<UserId> starter(Fault fault) {
        String who = fault.drill()
                ? JsonText.own(fault.data().text()).path(Fault.STARTED_BY).asText()
                : "";
        return who.isEmpty() ? Optional.empty() : Optional.of(new UserId(who));
    }

    private Decision ended(Situation seen, Told told, Instant now) {
        Telling telling = new Telling(channels, told.alert(), now, false);
        if (told.at() != null) {
            telling.end(seen.informed(), seen.given(), seen.people());
        }
        Told over = new Told(
                told.alert(), told.made(), told.at(), told.level(), null, told.repeats(), null, null, now, null);
        return telling.decision(over, null);
    }

    private Decision again(Situation seen, Told told, Instant now) {
        Fault fault = seen.fault();
        Instant maintained = seen.maintained();
        if (fault.drill()) {
            return Decision.only(looked(told, null));
        }
        if (maintained != null) {
            return Decision.only(looked(told, maintained));
        }
        boolean isWorse =
                settings.worse() && fault.severity().compareTo(told.alert().severity()) > 0;
        Alert alert = isWorse ? alert(seen) : told.alert();
        Telling telling = new Telling(channels, alert, now, false);
        Set<UserId> informed = new HashSet<>(seen.informed());
        if (isWorse) {
            worse(seen, telling, alert.severity(), informed);
        }
        Instant snoozed = fault.snoozedUntil();
        if (snoozed != null && snoozed.isAfter(now)) {
            Told quiet = new Told(
                    alert, told.made(), told.at(), told.level(), null, told.repeats(), null, snoozed, null, snoozed);
            return telling.decision(quiet, null);
        }
        int repeats = told.repeats();
        boolean reminds = !isWorse && (isOver(told.snoozed(), snoozed, now) || isRepeated(fault, told, now));
        if (reminds) {
            repeats++;
            telling.tell(those(seen.people(), informed), Stage.REMINDER, repeats);
        }
        Told next = new Told(
                alert,
                told.made(),
                told.at(),
                told.level(),
                told.escalate(),
                repeats,
                reminds ? null : told.repeat(),
                null,
                null,
                null);
        return escalated(seen, next, telling, informed, now);
    }

    private void worse(Situation seen, Telling telling, Severity severity, Set<UserId> informed) {
        // Each is told once.
        int number = (int) Stream.of(Severity.values())
                .filter(milder -> milder.compareTo(severity) < 0)
                .count();
        telling.tell(those(seen.people(), informed), Stage.WORSE, number);
        List<Recipient> others = Audience.of(seen.people(), parties(severity)).stream()
                .filter(person -> !informed.contains(person.user()))
                .toList();
        telling.tell(others, Stage.RAISED, 0);
        telling.tellHooks(seen.hooks(), Stage.WORSE, number);
        others.forEach(person -> informed.add(person.user()));
    }

    /** Hands it on to those who are next, if the time has come or what repairs it has given up. */
    private Decision escalated(Situation seen, Told told, Telling telling, Set<UserId> informed, Instant now) {
        Fault fault = seen.fault();
        Instant due = told.escalate();
        boolean givenUp =
                fault.status() == FaultStatus.ESCALATED && told.level() == 0 && fault.acknowledgedAt() == null;
        if (!givenUp && (!isUnanswered(fault) || due == null || due.isAfter(now))) {
            return telling.decision(scheduled(seen, told, now), null);
        }
        for (int level = told.level() + 1; level <= Audience.LEVELS; level++) {
            List<Recipient> next = Audience.next(seen.people(), level, informed);
            if (!next.isEmpty()) {
                telling.tell(next, Stage.ESCALATED, level);
                telling.tellHooks(seen.hooks(), Stage.ESCALATED, level);
                Told handed = at(told, level);
                return telling.decision(scheduled(seen, handed, now), step(fault, level, next.size(), now));
            }
        }
        return telling.decision(scheduled(seen, at(told, Audience.LEVELS), now), null);
    }

    private static Fault.@Nullable Step step(Fault fault, int level, int people, Instant now) {
        return fault.status() == FaultStatus.ESCALATED
                ? null
                : fault.become(FaultStatus.ESCALATED, BY, now, JsonText.json(Map.of("level", level, "people", people)));
    }

    /** With the times at which there is something to be done next. */
    private Told scheduled(Situation seen, Told told, Instant now) {
        Fault fault = seen.fault();
        boolean waits = isUnanswered(fault) && !fault.drill();
        boolean hands = waits
                && !settings.escalate().isZero()
                && told.level() < Audience.LEVELS
                && fault.severity().compareTo(settings.escalates()) >= 0;
        Instant escalate = !hands ? null : told.escalate() != null ? told.escalate() : now.plus(settings.escalate());
        boolean repeats = waits && !settings.repeat().isZero();
        Instant repeat = !repeats ? null : told.repeat() != null ? told.repeat() : now.plus(settings.repeat());
        Instant look = Stream.of(escalate, repeat)
                .filter(at -> at != null)
                .min(Instant::compareTo)
                .orElse(null);
        return new Told(
                told.alert(),
                told.made(),
                told.at(),
                told.level(),
                escalate,
                told.repeats(),
                repeat,
                told.snoozed(),
                null,
                look);
    }

    private static Told at(Told told, int level) {
        return new Told(
                told.alert(),
                told.made(),
                told.at(),
                level,
                null,
                told.repeats(),
                told.repeat(),
                told.snoozed(),
                null,
                null);
    }

    private static Told looked(Told told, @Nullable Instant next) {
        return new Told(
                told.alert(),
                told.made(),
                told.at(),
                told.level(),
                told.escalate(),
                told.repeats(),
                told.repeat(),
                told.snoozed(),
                told.ended(),
                next);
    }

    private Set<Party> parties(Severity severity) {
        return settings.routes().getOrDefault(severity, Set.of(Party.OWNER));
    }

    private static List<Recipient> those(List<Recipient> people, Set<UserId> informed) {
        return people.stream()
                .filter(person -> informed.contains(person.user()) && !person.muted())
                .toList();
    }

    private static boolean isUnanswered(Fault fault) {
        return fault.acknowledgedAt() == null
                && (fault.status() == FaultStatus.OPEN || fault.status() == FaultStatus.ESCALATED);
    }

    /** Whether a snooze has come to the end that it was given, rather than being taken back. */
    private static boolean isOver(@Nullable Instant seen, @Nullable Instant snoozed, Instant now) {
        return seen != null && snoozed != null && seen.equals(snoozed) && !snoozed.isAfter(now);
    }

    private static boolean isRepeated(Fault fault, Told told, Instant now) {
        Instant repeat = told.repeat();
        return isUnanswered(fault) && repeat != null && !repeat.isAfter(now);
    }
}
