package io.hawser.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people are to be told of that is no fault. Stored in the transaction of what it tells of, and told from there.
 *
 * @param id made by who writes it: the same is told once, however often it is written
 * @param source what it comes from: {@code rule:…}, {@code share:…}, {@code ticket:…}
 * @param device what it is about; at most one of device and space
 * @param space what it is about
 * @param title a line, by language ({@code en}, {@code zh})
 * @param body what there is to say beside it, by language
 * @param people who is told, with {@link Audience#PEOPLE} only
 * @param cause what it came of, as in the log
 * @param drill whether it is for practice and reaches nobody outside of the panel
 */
public record Notice(
        String id,
        Instant made,
        String source,
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        Severity severity,
        Map<String, String> title,
        Map<String, String> body,
        Audience audience,
        Set<UserId> people,
        @Nullable Cause cause,
        boolean drill) {
    /** What the source of a notice about a ticket begins with; its id follows. */
    public static final String TICKET = "ticket:";

    /** Who of those that may see the device or space. */
    public enum Audience {
        /** Whose it is. */
        OWNER,
        /** Who may configure it, its owner among them. */
        MANAGERS,
        /** Whose office it is to mend, and its owner where there is none. */
        TECHNICIANS,
        /** All of them. */
        EVERYBODY,
        /** Those that are named. */
        PEOPLE
    }

    /** @throws IllegalArgumentException when it is about both a device and a space */
    public Notice {
        if (device != null && space != null) {
            throw new IllegalArgumentException("a notice is about a device or a space, or neither");
        }
        title = Map.copyOf(title);
        body = Map.copyOf(body);
        people = Set.copyOf(people);
    }
}
