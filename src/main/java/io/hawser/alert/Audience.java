package io.hawser.alert;

import io.hawser.alert.AlertSettings.Party;
import io.hawser.domain.Notice;
import io.hawser.domain.UserId;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Who of those that may be told is meant. */
final class Audience {
    /** The most times that something is handed on. */
    static final int LEVELS = 2;

    private Audience() {}

    /** Those of the parties. */
    static List<Recipient> of(List<Recipient> people, Set<Party> parties) {
        boolean technicians = people.stream().anyMatch(Recipient::technician);
        return listening(
                people,
                person -> parties.stream().anyMatch(party -> switch (party) {
                    case OWNER -> person.owner();
                    case MANAGERS -> person.manager();
                    case TECHNICIANS -> technicians ? person.technician() : person.owner();
                }));
    }

    /** Those that a notice is for. What is about no device or space is for the administrators. */
    static List<Recipient> of(List<Recipient> people, Notice notice) {
        boolean anything = notice.device() == null && notice.space() == null;
        return switch (notice.audience()) {
            case PEOPLE ->
                listening(
                        people,
                        person -> notice.people().contains(person.user())
                                && (anything || person.concerned() || person.administrator()));
            case OWNER -> anything ? administrators(people) : of(people, Set.of(Party.OWNER));
            case MANAGERS -> anything ? administrators(people) : of(people, Set.of(Party.OWNER, Party.MANAGERS));
            case TECHNICIANS -> anything ? administrators(people) : of(people, Set.of(Party.TECHNICIANS));
            case EVERYBODY -> listening(people, person -> anything || person.concerned());
        };
    }

    /**
     * Whom it is handed on to when nobody has answered: those who manage it, then those whose office it is to mend, or the
     * administrators where there are none.
     *
     * @param level 1 to {@link #LEVELS}
     */
    static List<Recipient> next(List<Recipient> people, int level, Set<UserId> informed) {
        boolean technicians = people.stream().anyMatch(Recipient::technician);
        Predicate<Recipient> meant =
                level == 1 ? Recipient::manager : technicians ? Recipient::technician : Recipient::administrator;
        return listening(people, person -> meant.test(person) && !informed.contains(person.user()));
    }

    private static List<Recipient> administrators(List<Recipient> people) {
        return listening(people, Recipient::administrator);
    }

    private static List<Recipient> listening(List<Recipient> people, Predicate<Recipient> meant) {
        return people.stream().filter(person -> !person.muted()).filter(meant).toList();
    }
}
