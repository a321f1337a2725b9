package io.hawser.channel;

import com.interaso.webpush.WebPush;
import io.hawser.alert.Due;
import io.hawser.alert.Messages.Push;
import io.hawser.alert.Outgoing;
import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import io.hawser.domain.Secret;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Notifications in browsers (RFC 8030), which only the browser can read (RFC 8291, aes128gcm) and which come from this hub (RFC 8292,
 * VAPID). Encrypting takes a worker. Safe for use by any thread.
 */
public final class PushOut implements Outgoing<Push> {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int TOPIC = 32;

    private final Vertx vertx;
    private final Web web;
    private final WebPush push;
    private final boolean anywhere;

    /**
     * @param subject how a push service reaches who runs the hub: {@code mailto:…} or {@code https://…}
     * @param anywhere whether push services on private networks are called
     */
    public PushOut(Vertx vertx, Web web, PushKeys keys, String subject, boolean anywhere) {
        this.vertx = vertx;
        this.web = web;
        push = new WebPush(subject, keys.keys());
        this.anywhere = anywhere;
    }

    private record Encrypted(Map<String, String> headers, Buffer body) {}

    @Override
    public Future<Void> send(Push message) {
        Due.Browser to = message.to();
        return vertx.executeBlocking(() -> encrypted(message), false)
                .recover(cause ->
                        Future.failedFuture(new Undelivered(Kind.NEVER, "its key is none that can be encrypted for")))
                .compose(made -> web.post(to.endpoint(), anywhere, made.headers(), made.body()))
                .compose(PushOut::judged);
    }

    private Encrypted encrypted(Push message) {
        Due.Browser to = message.to();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", message.key());
        told.put("title", message.title());
        told.put("body", message.body());
        told.put("path", message.path());
        told.put("tag", message.topic());
        byte[] body = push.getBody(
                JsonText.json(told).text().getBytes(StandardCharsets.UTF_8), bytes(to.p256dh()), bytes(to.auth()));
        Map<String, String> headers = new HashMap<>(push.getHeaders(
                to.endpoint(),
                (int) KEPT.toSeconds(),
                Secret.hash(message.topic()).substring(0, TOPIC),
                message.urgent() ? WebPush.Urgency.High : WebPush.Urgency.Normal));
        return new Encrypted(headers, Buffer.buffer(body));
    }

    private static Future<Void> judged(Web.Reply reply) {
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return Future.succeededFuture();
        }
        Kind kind = status == 404 || status == 410
                ? Kind.GONE
                : status == 400 || status == 413 ? Kind.NEVER : status >= 500 ? Kind.UNSURE : Kind.REFUSED;
        return Future.failedFuture(new Undelivered(kind, "the push service answered " + status));
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text.replaceAll("=+$", ""));
    }
}
