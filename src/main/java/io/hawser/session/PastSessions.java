package io.hawser.session;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Sessions of devices that ended, as the kept log has them. Failures: {@code UNAVAILABLE}. */
public interface PastSessions {
    /** One session, if it ended and its end is still kept. */
    Future<Optional<SessionView>> find(SessionId session);

    /** Those of some devices that ended last, newest first. */
    Future<List<SessionView>> of(Collection<DeviceId> devices, int most);
}
