package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Device;
import io.hawser.domain.Identifier;
import io.hawser.domain.Json;
import io.hawser.model.DeviceModel;
import io.hawser.protocol.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A device in the words of the Web of Things: its Thing Description 1.1 (W3C Recommendation of 5 December 2023). Each form is of a route
 * that the reader may use; what their role does not allow is not told.
 */
final class ThingDescription {
    private static final String CONTEXT = "https://www.w3.org/2022/wot/td/v1.1";
    private static final String TYPE = "application/json";
    private static final String TOKEN = "bearer";
    private static final String HELLO = "hello";
    private static final String METHOD = "htv:methodName";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Device device;
    private final JsonNode model;
    private final boolean commands;
    private final String address;

    /**
     * @param model none: of a device whose model is gone nothing is known
     * @param commands whether the reader may tell it something
     * @param address of the panel, without a slash at its end
     */
    ThingDescription(Device device, Optional<DeviceModel> model, boolean commands, String address) {
        this.device = device;
        this.model = model.<JsonNode>map(
                        known -> JsonText.own(known.description().text()))
                .orElseGet(JSON::objectNode);
        this.commands = commands;
        this.address = address;
    }

    Json text() {
        ObjectNode thing = JSON.objectNode();
        thing.putArray("@context").add(CONTEXT).addObject().put("@language", "en");
        String resource = address + RestMount.BASE + "/devices/" + device.id();
        thing.put("id", resource).put("title", device.name());
        ThingWords.describe(model, thing);
        thing.put("created", device.created().toString()).put("base", resource + "/");
        String firmware = device.firmware();
        if (firmware != null) {
            thing.putObject("version").put("instance", firmware);
        }
        ObjectNode properties = properties();
        ObjectNode actions = commands ? actions() : JSON.objectNode();
        ObjectNode events = events();
        security(thing, !events.isEmpty());
        put(thing, "properties", properties);
        put(thing, "actions", actions);
        put(thing, "events", events);
        thing.set("forms", ofAll());
        thing.putArray("links")
                .addObject()
                .put("href", address + "/devices/" + device.id())
                .put("rel", "alternate")
                .put("type", "text/html");
        return JsonText.json(thing);
    }

    private static void put(ObjectNode thing, String name, ObjectNode members) {
        if (!members.isEmpty()) {
            thing.set(name, members);
        }
    }

    /** The terminal socket takes the same token, in its hello. */
    private void security(ObjectNode thing, boolean socket) {
        ObjectNode schemes = thing.putObject("securityDefinitions");
        scheme(schemes.putObject(TOKEN)).put("in", "header").put("name", "Authorization");
        if (socket) {
            scheme(schemes.putObject(HELLO)).put("in", "body").put("name", "token");
        }
        thing.put("security", TOKEN);
    }

    private ObjectNode scheme(ObjectNode scheme) {
        return scheme.put("scheme", "bearer")
                .put("format", "jwt")
                .put("alg", "ES256")
                .put("authorization", address + RestMount.BASE + "/auth/login");
    }

    private ObjectNode properties() {
        ObjectNode properties = JSON.objectNode();
        model.path("properties").properties().forEach(member -> {
            ObjectNode property = ThingWords.schema(member.getValue());
            boolean settable = commands && member.getValue().path("control").asBoolean();
            property.put("readOnly", !settable).put("observable", false);
            ArrayNode does = form(property, "properties/" + encoded(member.getKey()))
                    .putArray("op")
                    .add("readproperty");
            if (settable) {
                does.add("writeproperty");
            }
            properties.set(member.getKey(), property);
        });
        return properties;
    }

    private ObjectNode actions() {
        ObjectNode actions = JSON.objectNode();
        model.path("commands").properties().stream()
                .filter(member -> Identifier.matches(member.getKey()))
                .forEach(member -> actions.set(member.getKey(), action(member.getKey(), member.getValue())));
        return actions;
    }

    private static ObjectNode action(String name, JsonNode command) {
        ObjectNode action = JSON.objectNode();
        ThingWords.name(command, action);
        ObjectNode input = ThingWords.schema(command.path("args"));
        if (!input.path("properties").isEmpty() || !input.path("required").isEmpty()) {
            action.set("input", input);
        }
        action.set("output", ThingWords.command());
        action.put("safe", false).put("idempotent", false).put("synchronous", false);
        action.putObject("uriVariables")
                .putObject("command")
                .put("type", "string")
                .put("description", "The command that the action has become");
        form(action, "actions/" + name).put("op", "invokeaction");
        form(action, "commands/{command}").put("op", "queryaction").put(METHOD, "GET");
        form(action, "commands/{command}").put("op", "cancelaction").put(METHOD, "DELETE");
        return action;
    }

    /** They come by the terminal socket, to whoever has subscribed to the device. */
    private ObjectNode events() {
        ObjectNode events = JSON.objectNode();
        model.path("events").properties().forEach(member -> {
            ObjectNode event = JSON.objectNode();
            ThingWords.name(member.getValue(), event);
            if (member.getValue().has("data")) {
                event.set("data", ThingWords.schema(member.getValue().get("data")));
            }
            form(event, address.replaceFirst("^http", "ws") + "/ws/terminal")
                    .put("subprotocol", "hawser.v1")
                    .put("security", HELLO)
                    .putArray("op")
                    .add("subscribeevent")
                    .add("unsubscribeevent");
            events.set(member.getKey(), event);
        });
        return events;
    }

    private ArrayNode ofAll() {
        ObjectNode all = JSON.objectNode();
        form(all, "properties").put("op", "readallproperties");
        form(all, "commands").put("op", "queryallactions");
        if (commands) {
            form(all, "desired")
                    .put("op", "writemultipleproperties")
                    .put(METHOD, "PATCH")
                    .put("contentType", "application/merge-patch+json");
        }
        return all.withArray("forms");
    }

    private static ObjectNode form(ObjectNode of, String href) {
        return of.withArray("forms").addObject().put("href", href).put("contentType", TYPE);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
