package io.hawser.edge.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the contract that routes and checks requests, in the form that vertx-openapi takes: it knows neither
 * {@code application/problem+json} nor {@code application/merge-patch+json} nor relative servers, and resolving what answers look
 * like, which it never uses here, would cost seconds of each start.
 */
final class RequestSide {
    private static final String JSON = "application/json";
    private static final Pattern SCHEMA = Pattern.compile("#/components/schemas/([A-Za-z]+)");

    private RequestSide() {}

    static JsonObject of(JsonObject document) {
        JsonObject copy = document.copy();
        copy.put("servers", new JsonArray().add(new JsonObject().put("url", "http://hub" + RestMount.BASE)));
        copy.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(member -> {
                    if (member.getValue() instanceof JsonObject operation) {
                        withoutAnswers(operation);
                    }
                }));
        JsonObject components = copy.getJsonObject("components");
        components.remove("responses");
        components.remove("headers");
        JsonObject schemas = (JsonObject) components.remove("schemas");
        components.put("schemas", used(schemas, copy.encode(), new JsonObject()));
        return copy;
    }

    /** What the operation's body may be; all are JSON of the same schema. */
    static Set<String> mediaTypes(JsonObject document, Operation operation) {
        JsonObject body = document.getJsonObject("paths")
                .getJsonObject(operation.getOpenAPIPath())
                .getJsonObject(operation.getHttpMethod().name().toLowerCase(Locale.ROOT))
                .getJsonObject("requestBody");
        return body == null
                ? Set.of()
                : new TreeSet<>(body.getJsonObject("content").fieldNames());
    }

    private static void withoutAnswers(JsonObject operation) {
        operation.put("responses", new JsonObject().put("default", new JsonObject().put("description", "left out")));
        JsonObject body = operation.getJsonObject("requestBody");
        if (body != null) {
            JsonObject json = body.getJsonObject("content").getJsonObject(JSON);
            json.remove("example");
            body.put("content", new JsonObject().put(JSON, json));
        }
    }

    private static JsonObject used(JsonObject schemas, String text, JsonObject found) {
        Matcher reference = SCHEMA.matcher(text);
        while (reference.find()) {
            String name = reference.group(1);
            if (!found.containsKey(name)) {
                found.put(name, schemas.getJsonObject(name));
                used(schemas, schemas.getJsonObject(name).encode(), found);
            }
        }
        return found;
    }
}
