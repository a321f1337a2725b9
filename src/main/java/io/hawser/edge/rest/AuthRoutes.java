package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Json;
import io.hawser.identity.IdentityService;
import io.hawser.identity.LoggedIn;
import io.hawser.identity.UserService;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.util.Map;

/** Set-up, signing in and out, and oneself. */
final class AuthRoutes {
    private final IdentityService identity;
    private final UserService users;

    AuthRoutes(IdentityService identity, UserService users) {
        this.identity = identity;
        this.users = users;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("setupState", this::setupState);
        operations.put("setup", this::setup);
        operations.put("login", this::login);
        operations.put("refresh", this::refresh);
        operations.put("logout", this::logout);
        operations.put("logoutOthers", this::logoutOthers);
        operations.put("me", this::me);
        operations.put("renameMe", this::rename);
        operations.put("changePassword", this::changePassword);
        operations.put("eraseMe", this::erase);
    }

    private Future<Answer> setupState(Call call) {
        return identity.setupNeeded().map(needed -> Answer.ok(JsonText.json(Map.of("needed", needed))));
    }

    private Future<Answer> setup(Call call) {
        Arguments given = call.arguments();
        return identity.setup(
                        given.field("code"),
                        given.field("name"),
                        given.field("login"),
                        given.field("password"),
                        call.origin())
                .map(in -> Answer.created(signedIn(in)));
    }

    private Future<Answer> login(Call call) {
        Arguments given = call.arguments();
        return identity.login(given.field("login"), given.field("password"), call.origin())
                .map(in -> Answer.ok(signedIn(in)));
    }

    private Future<Answer> refresh(Call call) {
        return identity.refresh(call.arguments().field("refreshToken")).map(in -> Answer.ok(signedIn(in)));
    }

    private Future<Answer> logout(Call call) {
        return identity.logout(call.caller()).map(done -> Answer.nothing());
    }

    private Future<Answer> logoutOthers(Call call) {
        return identity.logoutOthers(call.caller()).map(ended -> Answer.ok(JsonText.json(Map.of("ended", ended))));
    }

    private Future<Answer> me(Call call) {
        return Future.succeededFuture(Answer.ok(Resources.one(call.caller(), Resources::me)));
    }

    private Future<Answer> rename(Call call) {
        return identity.rename(call.caller(), call.arguments().field("name"))
                .map(renamed -> Answer.ok(Resources.one(renamed, Resources::me)));
    }

    private Future<Answer> changePassword(Call call) {
        Arguments given = call.arguments();
        JsonNode endOthers = given.body().path("endOthers");
        return identity.changePassword(
                        call.caller(),
                        given.field("current"),
                        given.field("password"),
                        endOthers.asBoolean(true),
                        call.origin())
                .map(done -> Answer.nothing());
    }

    private Future<Answer> erase(Call call) {
        return identity.confirm(call.caller(), call.arguments().field("password"), call.origin())
                .compose(same -> users.removeSelf(call.caller()))
                .map(done -> Answer.nothing());
    }

    private static Json signedIn(LoggedIn in) {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeStringField("accessToken", in.accessToken());
            out.writeStringField("refreshToken", in.refreshToken());
            out.writeNumberField("expiresIn", in.expiresIn().toMillis());
            out.writeFieldName("user");
            Resources.user(out, in.user());
            out.writeEndObject();
        });
    }
}
