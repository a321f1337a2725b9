package io.hawser.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.alert.Messages.Sms;
import io.hawser.alert.Outgoing;
import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import io.hawser.domain.Failure;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** Text messages by a provider with Twilio's API: a form, answered 201. Safe for use by any thread. */
public final class SmsOut implements Outgoing<Sms> {
    private static final String SERVICE = "MG";

    /** About the hub's account, or about how much is sent at the moment: nothing is wrong with the message. */
    private static final Set<Integer> LATER = Set.of(401, 402, 403, 404, 408, 425, 429);

    private final Web web;
    private final SmsSettings settings;
    private final String authorization;

    public SmsOut(Web web, SmsSettings settings) {
        this.web = web;
        this.settings = settings;
        String account = settings.account() + ":" + settings.token();
        authorization = "Basic " + Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Future<Void> send(Sms sms) {
        boolean service = settings.from().startsWith(SERVICE);
        String form = field("To", sms.to())
                + "&" + field(service ? "MessagingServiceSid" : "From", settings.from())
                + "&" + field("Body", sms.text());
        Map<String, String> headers = Map.of(
                "Authorization",
                authorization,
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
                "Accept",
                "application/json",
                // Who knows it sends the same message once, however often it comes.
                "I-Twilio-Idempotency-Token",
                sms.key());
        // Where the provider is says who runs the hub.
        return web.post(
                        settings.url() + "/Accounts/" + settings.account() + "/Messages.json",
                        true,
                        headers,
                        Buffer.buffer(form))
                .compose(SmsOut::judged);
    }

    private static Future<Void> judged(Web.Reply reply) {
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return Future.succeededFuture();
        }
        Kind kind = status >= 500 ? Kind.UNSURE : LATER.contains(status) ? Kind.REFUSED : Kind.NEVER;
        return Future.failedFuture(
                new Undelivered(kind, "the provider answered " + status + " " + words(reply.body())));
    }

    private static String words(String body) {
        try {
            JsonNode problem = JsonText.tree(body);
            return (problem.path("code").asText() + " "
                            + problem.path("message").asText())
                    .strip();
        } catch (Failure e) {
            return "";
        }
    }

    private static String field(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
