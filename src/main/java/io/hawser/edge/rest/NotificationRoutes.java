package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.alert.ChannelKind;
import io.hawser.alert.InboxStore;
import io.hawser.alert.NotificationService;
import io.hawser.alert.Preferences;
import io.hawser.alert.Preferences.Quiet;
import io.hawser.alert.Preferences.Way;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the caller is told, and what they were. */
final class NotificationRoutes {
    private final AlertDesk desk;
    private final NotificationService notifications;

    NotificationRoutes(AlertDesk desk) {
        this.desk = desk;
        notifications = desk.notifications();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("notifications", this::find);
        operations.put("setNotifications", this::change);
        operations.put("proveAddress", this::prove);
        operations.put("testNotification", this::test);
        operations.put("inbox", this::inbox);
        operations.put("readInbox", this::read);
        operations.put("push", this::browsers);
        operations.put("addPush", this::addBrowser);
        operations.put("removePush", this::removeBrowser);
    }

    private Future<Answer> find(Call call) {
        return notifications.find(call.user().id()).map(NotificationRoutes::answer);
    }

    private Future<Answer> change(Call call) {
        return notifications.change(call.user(), wish(call.arguments().body())).map(NotificationRoutes::answer);
    }

    private Future<Answer> prove(Call call) {
        Arguments given = call.arguments();
        return notifications
                .prove(call.user().id(), channel(given), given.field("code"))
                .map(NotificationRoutes::answer);
    }

    private Future<Answer> test(Call call) {
        return notifications.test(call.user(), channel(call.arguments())).map(done -> Answer.nothing());
    }

    private Future<Answer> inbox(Call call) {
        Arguments given = call.arguments();
        var person = call.user().id();
        return desk.inbox()
                .list(
                        person,
                        given.optionalText("only").isPresent(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .compose(page -> desk.inbox().glance(person).map(glance -> listed(page, glance.unread())));
    }

    private static Answer listed(Page<InboxStore.Line> page, int unread) {
        return Answer.ok(Resources.list(page, AlertResources::line, out -> out.writeNumberField("unread", unread)));
    }

    private Future<Answer> read(Call call) {
        List<String> alerts = new ArrayList<>();
        call.arguments().body().path("alerts").forEach(alert -> alerts.add(alert.textValue()));
        return desk.inbox().read(call.user().id(), alerts).map(done -> Answer.nothing());
    }

    private Future<Answer> browsers(Call call) {
        return desk.push()
                .of(call.user().id())
                .map(all -> Answer.ok(Resources.one(all, (out, browsers) -> {
                    out.writeStartObject();
                    out.writeStringField("key", desk.push().key());
                    out.writeArrayFieldStart("items");
                    for (var browser : browsers) {
                        AlertResources.browser(out, browser);
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                })));
    }

    private Future<Answer> addBrowser(Call call) {
        Arguments given = call.arguments();
        JsonNode keys = given.body().path("keys");
        return desk.push()
                .add(
                        call.user().id(),
                        given.field("endpoint"),
                        keys.path("p256dh").asText(),
                        keys.path("auth").asText(),
                        call.peer().client())
                .map(added -> Answer.created(Resources.one(added, AlertResources::browser)));
    }

    private Future<Answer> removeBrowser(Call call) {
        return desk.push()
                .remove(call.user().id(), call.arguments().text("browser"))
                .map(done -> Answer.nothing());
    }

    private static ChannelKind channel(Arguments given) {
        return Words.constant(ChannelKind.class, given.field("channel"));
    }

    /** What is not said is as it is of who has said nothing. */
    private static Preferences wish(ObjectNode body) {
        Preferences usual = Preferences.USUAL;
        JsonNode push = body.path("push");
        return new Preferences(
                body.path("language").asText(usual.language()),
                zone(body.path("zone").asText("UTC")),
                way(body.path("mail"), "address", usual.mail()),
                way(body.path("sms"), "number", usual.sms()),
                way(push, "", usual.push()),
                quiet(body.path("quiet")),
                body.path("digest").isObject()
                        ? time("/digest/at", body.path("digest").path("at").asText())
                        : null);
    }

    private static Way way(JsonNode way, String address, Way usual) {
        String to =
                way.path(address).isTextual() ? way.path(address).textValue().strip() : "";
        return new Way(
                way.path("on").asBoolean(usual.on()),
                to.isEmpty() ? null : to,
                Words.constant(Severity.class, way.path("least").asText(Words.lower(usual.least()))));
    }

    private static @Nullable Quiet quiet(JsonNode quiet) {
        return quiet.isObject()
                ? new Quiet(
                        time("/quiet/from", quiet.path("from").asText()),
                        time("/quiet/until", quiet.path("until").asText()),
                        quiet.path("critical").asBoolean(true))
                : null;
    }

    private static LocalTime time(String field, String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw Failure.invalid(field, "must be a time of day such as 22:30");
        }
    }

    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw Failure.invalid("/zone", "must be a time zone such as Europe/Berlin");
        }
        return ZoneId.of(name);
    }

    private static Answer answer(NotificationService.View view) {
        return Answer.ok(Resources.one(view, AlertResources::notifications));
    }
}
