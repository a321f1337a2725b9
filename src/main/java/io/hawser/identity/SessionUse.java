package io.hawser.identity;

import io.hawser.domain.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What people's sessions did at this node since it was last told. Safe for use by any thread. */
public final class SessionUse {
    private final Map<SessionId, Use> uses = new ConcurrentHashMap<>();

    /** It gave a command. */
    public void commanded(SessionId session) {
        add(session, new Use(1, 0, 0));
    }

    /** So many bytes came and went. */
    public void carried(SessionId session, long received, long sent) {
        add(session, new Use(0, received, sent));
    }

    void add(SessionId session, Use use) {
        uses.merge(session, use, Use::plus);
    }

    /** All of it, which is not told again. */
    Map<SessionId, Use> take() {
        Map<SessionId, Use> taken = new HashMap<>();
        for (SessionId session : List.copyOf(uses.keySet())) {
            Use use = uses.remove(session);
            if (use != null) {
                taken.put(session, use);
            }
        }
        return taken;
    }

    /** What one session did. */
    public record Use(long commands, long received, long sent) {
        Use plus(Use other) {
            return new Use(commands + other.commands, received + other.received, sent + other.sent);
        }
    }
}
