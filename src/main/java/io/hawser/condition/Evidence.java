package io.hawser.condition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import org.jspecify.annotations.Nullable;

/** What something was seen by: members of an object for people and programs. Built by chaining; each call makes a new one. */
public final class Evidence {
    /** Nothing in particular. */
    public static final Evidence NONE = new Evidence(JsonNodeFactory.instance.objectNode());

    private final ObjectNode members;

    private Evidence(ObjectNode members) {
        this.members = members;
    }

    /** Read back from {@link #json}. */
    public static Evidence of(Json json) {
        return JsonText.own(json.text()) instanceof ObjectNode object ? new Evidence(object) : NONE;
    }

    public Evidence with(String name, Json value) {
        return with(name, JsonText.own(value.text()));
    }

    public Evidence with(String name, String value) {
        return with(name, JsonNodeFactory.instance.textNode(value));
    }

    public Evidence with(String name, long value) {
        return with(name, JsonNodeFactory.instance.numberNode(value));
    }

    public Evidence with(String name, double value) {
        return with(name, JsonNodeFactory.instance.numberNode(value));
    }

    private Evidence with(String name, com.fasterxml.jackson.databind.JsonNode value) {
        ObjectNode more = members.deepCopy();
        more.set(name, value);
        return new Evidence(more);
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** As one object. */
    public Json json() {
        return JsonText.json(members);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Evidence evidence && evidence.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }
}
