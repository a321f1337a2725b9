package io.hawser.edge.rest;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.protocol.Words;
import io.hawser.sharing.SessionDirectory;
import io.vertx.core.Future;
import java.util.Map;

/** Sessions of devices, terminals and people; the directory decides who may. */
final class SessionRoutes {
    private final SessionDirectory directory;

    SessionRoutes(SessionDirectory directory) {
        this.directory = directory;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("sessions", this::list);
        operations.put("session", this::find);
        operations.put("endSession", this::end);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        SessionDirectory.Filter filter = new SessionDirectory.Filter(
                given.optionalText("device").map(DeviceId::new).orElse(null),
                given.optionalText("user").map(UserId::new).orElse(null),
                given.optionalText("state")
                        .map(word -> Words.constant(SessionState.class, word))
                        .orElse(null));
        return directory
                .list(
                        call.caller(),
                        filter,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, Resources::session)));
    }

    private Future<Answer> find(Call call) {
        return directory
                .find(call.caller(), id(call))
                .map(session -> Answer.ok(Resources.one(session, Resources::session)));
    }

    private Future<Answer> end(Call call) {
        return directory.end(call.caller(), Via.REST, id(call)).map(done -> Answer.nothing());
    }

    private static SessionId id(Call call) {
        return new SessionId(call.arguments().text("session"));
    }
}
