package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.alert.WebhookService;
import io.hawser.alert.WebhookStore.Webhook;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.Words;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Programs that are told of alerts: the hub's, for administrators, and those of a space, for its managers. */
final class WebhookRoutes {
    private final WebhookService webhooks;
    private final AccessPolicy access;

    WebhookRoutes(WebhookService webhooks, AccessPolicy access) {
        this.webhooks = webhooks;
        this.access = access;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("webhooks", this::list);
        operations.put("addWebhook", this::add);
        operations.put("changeWebhook", this::change);
        operations.put("removeWebhook", this::remove);
        operations.put("testWebhook", this::test);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        SpaceId space = given.optionalText("space").map(SpaceId::new).orElse(null);
        return require(call, space)
                .compose(may -> webhooks.list(
                        space,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)))
                .map(page ->
                        Answer.ok(Resources.list(page, (out, webhook) -> AlertResources.webhook(out, webhook, null))));
    }

    private Future<Answer> add(Call call) {
        Arguments given = call.arguments();
        SpaceId space = given.optionalField("space").map(SpaceId::new).orElse(null);
        return require(call, space)
                .compose(may -> webhooks.add(
                        space,
                        given.field("url"),
                        given.optionalField("least")
                                .map(word -> Words.constant(Severity.class, word))
                                .orElse(Severity.MINOR),
                        call.user().id(),
                        call.actor()))
                .map(made -> Answer.created(
                        Resources.one(made, (out, one) -> AlertResources.webhook(out, one, webhooks.secret(one)))));
    }

    private Future<Answer> change(Call call) {
        Arguments given = call.arguments();
        JsonNode enabled = given.body().get("enabled");
        boolean fresh = given.body().path("freshSecret").asBoolean();
        return find(call)
                .compose(found -> webhooks.change(
                        found,
                        new WebhookService.Change(
                                given.optionalField("url").orElse(null),
                                given.optionalField("least")
                                        .map(word -> Words.constant(Severity.class, word))
                                        .orElse(null),
                                enabled == null ? null : (Boolean) enabled.booleanValue(),
                                fresh),
                        call.actor()))
                .map(now -> Answer.ok(Resources.one(
                        now, (out, one) -> AlertResources.webhook(out, one, fresh ? webhooks.secret(one) : null))));
    }

    private Future<Answer> remove(Call call) {
        return find(call).compose(found -> webhooks.remove(found, call.actor())).map(done -> Answer.nothing());
    }

    private Future<Answer> test(Call call) {
        return find(call).compose(webhooks::test).map(done -> Answer.nothing());
    }

    /** One that the caller may change; who may not knows of none. */
    private Future<Webhook> find(Call call) {
        return webhooks.find(call.arguments().text("webhook"))
                .compose(found -> require(call, found.space()).map(found).recover(WebhookRoutes::hidden));
    }

    private Future<?> require(Call call, @Nullable SpaceId space) {
        if (space != null) {
            return access.require(call.user(), space, Need.SHARE);
        }
        return call.caller().isAdministrator()
                ? Future.succeededFuture()
                : Future.failedFuture(Failure.forbidden("Administrators only."));
    }

    private static <T> Future<T> hidden(Throwable cause) {
        boolean tells = cause instanceof Failure failure
                && (failure.code() == ErrorCode.FORBIDDEN || failure.code() == ErrorCode.NOT_FOUND);
        return Future.failedFuture(tells ? Failure.notFound("webhook") : cause);
    }
}
