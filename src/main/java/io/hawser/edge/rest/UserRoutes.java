package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.identity.UserService;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everybody's accounts, for administrators. */
final class UserRoutes {
    private final UserService users;

    UserRoutes(UserService users) {
        this.users = users;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("users", this::list);
        operations.put("addUser", this::add);
        operations.put("changeUser", this::change);
        operations.put("removeUser", this::remove);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return users.list(
                        call.caller(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, Resources::user)));
    }

    private Future<Answer> add(Call call) {
        Arguments given = call.arguments();
        return users.create(
                        call.caller(),
                        given.field("login"),
                        given.field("name"),
                        given.field("password"),
                        Words.constant(UserRole.class, given.field("role")))
                .map(user ->
                        Answer.created(RestMount.BASE + "/users/" + user.id(), Resources.one(user, Resources::user)));
    }

    private Future<Answer> change(Call call) {
        Arguments given = call.arguments();
        @Nullable UserRole role = given.optionalField("role")
                .map(word -> Words.constant(UserRole.class, word))
                .orElse(null);
        JsonNode disabled = given.body().get("disabled");
        return users.update(
                        call.caller(),
                        new UserId(given.text("user")),
                        given.optionalField("name").orElse(null),
                        role,
                        disabled == null ? null : (Boolean) disabled.booleanValue())
                .map(user -> Answer.ok(Resources.one(user, Resources::user)));
    }

    private Future<Answer> remove(Call call) {
        return users.remove(call.caller(), new UserId(call.arguments().text("user")))
                .map(done -> Answer.nothing());
    }
}
