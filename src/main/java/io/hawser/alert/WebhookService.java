package io.hawser.alert;

import io.hawser.alert.WebhookStore.Webhook;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.Secret;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Programs that are told of alerts. Whether the caller may is asked before. Futures fail with {@code NOT_FOUND} for an unknown one and with
 * {@code UNAVAILABLE}. Safe for use by any thread.
 */
public final class WebhookService {
    private static final int LONGEST = 1024;
    private static final int ID = 20;
    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final int TESTS = 20;

    private final WebhookStore store;
    private final BiFunction<String, Integer, String> secrets;
    private final Dispatch dispatch;
    private final Sparing tests;
    private final Clock clock;

    /** @param secrets what a webhook knows the hub by, by its id and number */
    public WebhookService(
            WebhookStore store, BiFunction<String, Integer, String> secrets, Dispatch dispatch, Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.dispatch = dispatch;
        this.clock = clock;
        tests = new Sparing(TESTS, WITHIN, clock);
    }

    /** What to change of one; null: nothing. */
    public record Change(
            @Nullable String url,
            @Nullable Severity least,
            @Nullable Boolean enabled,
            boolean freshSecret) {}

    /** Those of a space, or of the hub. */
    public Future<Page<Webhook>> list(@Nullable SpaceId space, int limit, @Nullable String cursor) {
        return store.list(space, limit, cursor);
    }

    /** One. */
    public Future<Webhook> find(String id) {
        return store.find(id)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(Failure.notFound("webhook"))));
    }

    /** What it knows the hub by. */
    public String secret(Webhook webhook) {
        return secrets.apply(webhook.id(), webhook.number());
    }

    /** Adds one. Fails with {@code BAD_VALUE} for what is no address. */
    public Future<Webhook> add(@Nullable SpaceId space, String url, Severity least, UserId user, Actor by) {
        Webhook webhook = new Webhook(
                "whk_" + Secret.random().substring(0, ID), space, checked(url), least, true, 1, user, clock.instant());
        return store.add(webhook, audit(by, AuditAction.WEBHOOK_ADDED, webhook)).map(webhook);
    }

    /** Changes one. */
    public Future<Webhook> change(Webhook was, Change change, Actor by) {
        String url = change.url();
        Severity least = change.least();
        Boolean enabled = change.enabled();
        Webhook now = new Webhook(
                was.id(),
                was.space(),
                url == null ? was.url() : checked(url),
                least == null ? was.least() : least,
                enabled == null ? was.enabled() : enabled,
                change.freshSecret() ? was.number() + 1 : was.number(),
                was.madeBy(),
                was.made());
        return store.change(now, audit(by, AuditAction.WEBHOOK_CHANGED, now))
                .compose(there ->
                        there ? Future.succeededFuture(now) : Future.failedFuture(Failure.notFound("webhook")));
    }

    /** Takes one away. */
    public Future<Void> remove(Webhook webhook, Actor by) {
        return store.remove(webhook.id(), audit(by, AuditAction.WEBHOOK_REMOVED, webhook))
                .compose(there -> there ? Future.succeededFuture() : Future.failedFuture(Failure.notFound("webhook")));
    }

    /** Sends a test; fails with {@code UNAVAILABLE} and words that say what came of it. */
    public Future<Void> test(Webhook webhook) {
        if (!tests.admits(webhook.id())) {
            return Future.failedFuture(
                    Failure.of(ErrorCode.RATE_LIMITED, "Enough tests for ten minutes.", Duration.ofMinutes(5)));
        }
        Due.Hook hook = new Due.Hook(webhook.id(), webhook.url(), webhook.number());
        return NotificationService.told(
                dispatch.hooks().send(dispatch.composer().testCall("test_" + Secret.random(), hook, clock.millis())));
    }

    private static String checked(String url) {
        try {
            URI uri = new URI(url);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && url.length() <= LONGEST) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw Failure.invalid("/url", "must be an address: " + e.getReason());
        }
        throw Failure.invalid("/url", "must be an address that begins with https:// or http://, without a password");
    }

    private AuditEntry audit(Actor by, AuditAction action, Webhook webhook) {
        Map<String, String> detail = new HashMap<>();
        detail.put("webhook", webhook.id());
        // The rest of the address may hold a token.
        detail.put("host", String.valueOf(URI.create(webhook.url()).getHost()));
        SpaceId space = webhook.space();
        if (space != null) {
            detail.put("space", space.value());
        }
        return AuditEntry.of(clock.instant(), by, action).with(detail);
    }
}
