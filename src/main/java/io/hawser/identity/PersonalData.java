package io.hawser.identity;

import io.hawser.domain.Json;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is kept of a person, for them to take along. Failures: {@code UNAVAILABLE}. */
public interface PersonalData {
    /** The parts there are, in the order in which they are told. */
    enum Section {
        /** Without the password's hash. */
        ACCOUNT,
        /** Devices with the role on each. */
        DEVICES,
        /** Grants that they have. */
        GRANTED,
        /** Grants that others have on their devices. */
        GIVEN,
        SPACES,
        /** What they did and said in tickets. */
        TICKETS,
        /** What they do not want to be told of. */
        MUTES,
        /** Their log-ins and terminals that ended. */
        ENDED,
        /** The rules that act in their name. */
        RULES,
        /** How they want to be told, with their addresses. */
        NOTIFICATIONS,
        /** Browsers that show them notifications, without what these are known by. */
        BROWSERS,
        /** What they were told. */
        INBOX,
        /** Programs that they have the hub tell, without their secrets. */
        WEBHOOKS,
        /** What they did, and what concerns them. */
        AUDIT,
        /** Entries of devices' logs that came of them. */
        LOG
    }

    /** A part of a section: objects in their order. */
    record Chunk(List<Json> items, @Nullable String next) {
        public Chunk {
            items = List.copyOf(items);
        }
    }

    /** What comes after a former part's {@code next}; null begins. */
    Future<Chunk> read(UserId person, Section section, @Nullable String after);
}
