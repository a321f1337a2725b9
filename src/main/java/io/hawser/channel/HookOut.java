package io.hawser.channel;

import io.hawser.alert.Messages.HookCall;
import io.hawser.alert.Outgoing;
import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;

/**
 * Calls of other people's programs. Each is signed: {@code Hawser-Signature: t=<seconds>,v1=<hex>}, where the latter is the
 * HMAC-SHA256 of {@code <seconds>.<body>} under the secret that the program was given. Safe for use by any thread.
 */
public final class HookOut implements Outgoing<HookCall> {
    private static final int GONE = 410;

    private final Web web;
    private final HookSecrets secrets;
    private final boolean anywhere;
    private final Clock clock;

    /** @param anywhere whether programs on private networks are called */
    public HookOut(Web web, HookSecrets secrets, boolean anywhere, Clock clock) {
        this.web = web;
        this.secrets = secrets;
        this.anywhere = anywhere;
        this.clock = clock;
    }

    @Override
    public Future<Void> send(HookCall call) {
        String body = call.body().text();
        long at = clock.instant().getEpochSecond();
        String signature = signature(secrets.of(call.to().id(), call.to().number()), at + "." + body);
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "User-Agent",
                "hawser",
                "Hawser-Event",
                call.event(),
                "Hawser-Delivery",
                call.key(),
                "Hawser-Signature",
                "t=" + at + ",v1=" + signature);
        return web.post(call.to().url(), anywhere, headers, Buffer.buffer(body)).compose(HookOut::judged);
    }

    private static Future<Void> judged(Web.Reply reply) {
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return Future.succeededFuture();
        }
        if (status >= 300 && status < 400) {
            return Future.failedFuture(
                    new Undelivered(Kind.REFUSED, "it answered " + status + ": redirects are not followed"));
        }
        Kind kind = status == GONE ? Kind.NEVER : status < 500 ? Kind.REFUSED : Kind.UNSURE;
        return Future.failedFuture(new Undelivered(kind, "it answered " + status));
    }

    /** In hex. */
    static String signature(String secret, String text) {
        Mac mac = HookSecrets.mac(secret.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
