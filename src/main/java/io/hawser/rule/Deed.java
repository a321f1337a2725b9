package io.hawser.rule;

import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule does. */
public sealed interface Deed {
    /**
     * Tells devices to do something.
     *
     * @param ttl null: as long as the hub usually gives
     * @param queue whether it may wait for an absent device
     */
    record Tell(
            Target target, String name, Json args, @Nullable Duration ttl, boolean queue) implements Deed {}

    /** Wants devices to be so. */
    record Want(Target target, Map<String, Json> set, List<String> unset) implements Deed {
        public Want {
            set = Map.copyOf(set);
            unset = List.copyOf(unset);
        }
    }

    /**
     * Tells people.
     *
     * @param people only with {@code PEOPLE}
     * @param title by language; empty: the rule's name
     */
    record Notify(To to, Set<UserId> people, Severity severity, Map<String, String> title, Map<String, String> text)
            implements Deed {
        public Notify {
            people = Set.copyOf(people);
            title = Map.copyOf(title);
            text = Map.copyOf(text);
        }
    }

    /** Whom. */
    enum To {
        /** Whose the rule is. */
        OWNER,
        /** Whose office it is to mend the device. */
        MAINTAINER,
        /** All that may see the device or the space. */
        EVERYBODY,
        /** Those that are named. */
        PEOPLE
    }

    /**
     * The device that set it off has a fault from now on, as long as it is the case.
     *
     * @param texts {@code title}, {@code means} and {@code advice}, each by language
     */
    record Raise(String code, Severity severity, Map<String, Map<String, String>> texts) implements Deed {
        public Raise {
            texts = Map.copyOf(texts);
        }
    }
}
