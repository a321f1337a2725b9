package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.condition.Evidence;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import org.jspecify.annotations.Nullable;

/** What a watch of one device has to remember between entries, and what it saw last. Immutable. */
public final class Memo {
    /** Nothing. */
    public static final Memo EMPTY = new Memo(JsonNodeFactory.instance.objectNode());

    private static final String SEEN = "seen";
    private static final String FAULT = "fault";
    private static final String SEVERITY = "severity";

    private final ObjectNode members;

    private Memo(ObjectNode members) {
        this.members = members;
    }

    /** Read back from {@link #json}. */
    public static Memo of(Json json) {
        return JsonText.own(json.text()) instanceof ObjectNode object ? new Memo(object) : EMPTY;
    }

    /** As one object. */
    public Json json() {
        return JsonText.json(members);
    }

    /** Whether a numbered part of the condition holds; null when nothing was heard of it. */
    @Nullable Boolean truth(int part) {
        JsonNode known = members.get(Integer.toString(part));
        return known == null ? null : known.asBoolean();
    }

    Memo truth(int part, boolean holds) {
        return with(Integer.toString(part), JsonNodeFactory.instance.booleanNode(holds));
    }

    /** What it was seen by. */
    Evidence evidence() {
        return members.get(SEEN) instanceof ObjectNode seen ? Evidence.of(JsonText.json(seen)) : Evidence.NONE;
    }

    Memo evidence(Evidence seen) {
        return with(SEEN, JsonText.own(seen.json().text()));
    }

    /** The id that the fault is to have, if the device's log has given it one already. */
    @Nullable String fault() {
        JsonNode fault = members.get(FAULT);
        return fault == null ? null : fault.asText();
    }

    Memo fault(String id) {
        return with(FAULT, JsonNodeFactory.instance.textNode(id));
    }

    /** How bad it is by the word of who told it; null where nobody did. */
    @Nullable Severity severity() {
        String word = text(SEVERITY);
        return word == null ? null : Words.constant(Severity.class, word);
    }

    Memo severity(String word) {
        return text(SEVERITY, word);
    }

    @Nullable String text(String name) {
        JsonNode text = members.get(name);
        return text == null ? null : text.asText();
    }

    Memo text(String name, String value) {
        return with(name, JsonNodeFactory.instance.textNode(value));
    }

    private Memo with(String name, JsonNode value) {
        ObjectNode more = members.deepCopy();
        more.set(name, value);
        return new Memo(more);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Memo memo && memo.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }
}
