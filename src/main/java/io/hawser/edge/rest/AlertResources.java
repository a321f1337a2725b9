package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.alert.Alert;
import io.hawser.alert.ChannelKind;
import io.hawser.alert.DeliveryStore;
import io.hawser.alert.InboxStore;
import io.hawser.alert.NotificationService;
import io.hawser.alert.Preferences;
import io.hawser.alert.PushStore;
import io.hawser.alert.WebhookStore.Webhook;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.Words;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people are told and how as JSON, each with the fields that the contract's schema of the same name has. */
final class AlertResources {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private AlertResources() {}

    static void notifications(JsonGenerator out, NotificationService.View view) throws IOException {
        Preferences said = view.preferences();
        out.writeStartObject();
        out.writeStringField("language", said.language());
        out.writeStringField("zone", said.zone().getId());
        out.writeObjectFieldStart("mail");
        way(out, said.mail());
        address(out, "address", said.mail().to());
        address(out, "pending", view.pending().get(ChannelKind.MAIL));
        out.writeBooleanField("available", view.available().contains(ChannelKind.MAIL));
        out.writeEndObject();
        out.writeObjectFieldStart("sms");
        way(out, said.sms());
        address(out, "number", said.sms().to());
        address(out, "pending", view.pending().get(ChannelKind.SMS));
        out.writeBooleanField("available", view.available().contains(ChannelKind.SMS));
        out.writeEndObject();
        out.writeObjectFieldStart("push");
        way(out, said.push());
        out.writeEndObject();
        Preferences.Quiet quiet = said.quiet();
        if (quiet == null) {
            out.writeNullField("quiet");
        } else {
            out.writeObjectFieldStart("quiet");
            time(out, "from", quiet.from());
            time(out, "until", quiet.until());
            out.writeBooleanField("critical", quiet.breaks());
            out.writeEndObject();
        }
        if (said.digestAt() == null) {
            out.writeNullField("digest");
        } else {
            out.writeObjectFieldStart("digest");
            time(out, "at", said.digestAt());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void way(JsonGenerator out, Preferences.Way way) throws IOException {
        out.writeBooleanField("on", way.on());
        out.writeStringField("least", Words.lower(way.least()));
    }

    private static void address(JsonGenerator out, String name, @Nullable String address) throws IOException {
        if (address == null) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, address);
        }
    }

    private static void time(JsonGenerator out, String name, LocalTime time) throws IOException {
        out.writeStringField(name, TIME.format(time));
    }

    static void line(JsonGenerator out, InboxStore.Line line) throws IOException {
        out.writeStartObject();
        alert(out, line.alert());
        out.writeStringField("stage", Words.lower(line.stage()));
        Resources.time(out, "at", line.at());
        out.writeBooleanField("read", line.read());
        out.writeEndObject();
    }

    static void delivery(JsonGenerator out, DeliveryStore.Listed message) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", message.id());
        out.writeStringField("stage", Words.lower(message.stage()));
        out.writeStringField("channel", Words.lower(message.channel()));
        out.writeStringField("to", message.to());
        out.writeStringField("status", Words.lower(message.status()));
        out.writeNumberField("tries", message.tries());
        out.writeBooleanField("digest", message.digest());
        Resources.time(out, "made", message.made());
        Resources.time(out, "due", message.due());
        Instant ended = message.ended();
        if (ended != null) {
            Resources.time(out, "ended", ended);
        }
        String error = message.error();
        if (error != null) {
            out.writeStringField("error", error);
        }
        out.writeObjectFieldStart("about");
        alert(out, message.alert());
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void alert(JsonGenerator out, Alert alert) throws IOException {
        out.writeStringField("alert", alert.id());
        if (alert.fault() != null) {
            out.writeStringField("fault", alert.fault().value());
        }
        if (alert.device() != null) {
            out.writeStringField("device", alert.device().value());
        }
        if (alert.space() != null) {
            out.writeStringField("space", alert.space().value());
        }
        out.writeStringField("name", alert.name());
        if (alert.code() != null) {
            out.writeStringField("code", alert.code());
        }
        out.writeStringField("severity", Words.lower(alert.severity()));
        text(out, "title", alert.text().title());
        text(out, "means", alert.text().means());
        text(out, "advice", alert.text().advice());
        Resources.time(out, "since", alert.since());
        out.writeBooleanField("drill", alert.drill());
        out.writeStringField("path", alert.path());
    }

    private static void text(JsonGenerator out, String name, Map<String, String> text) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> language : text.entrySet()) {
            out.writeStringField(language.getKey(), language.getValue());
        }
        out.writeEndObject();
    }

    static void browser(JsonGenerator out, PushStore.Subscription browser) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", browser.browser().id());
        out.writeStringField("client", browser.client());
        Resources.time(out, "made", browser.made());
        out.writeEndObject();
    }

    static void webhook(JsonGenerator out, Webhook webhook, @Nullable String secret) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", webhook.id());
        SpaceId space = webhook.space();
        if (space != null) {
            out.writeStringField("space", space.value());
        }
        out.writeStringField("url", webhook.url());
        out.writeStringField("least", Words.lower(webhook.least()));
        out.writeBooleanField("enabled", webhook.enabled());
        Resources.time(out, "made", webhook.made());
        if (secret != null) {
            out.writeStringField("secret", secret);
        }
        out.writeEndObject();
    }
}
