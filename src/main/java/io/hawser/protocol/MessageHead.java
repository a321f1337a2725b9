package io.hawser.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What an answer repeats of a message, also of one that is bad otherwise.
 *
 * @param id what the answer carries as {@code re}, if the message has one that can be repeated
 * @param seq of a device's message, if it has one
 */
public record MessageHead(@Nullable String id, @Nullable Long seq) {
    /** Of a message that can't be read at all. */
    public static final MessageHead NONE = new MessageHead(null, null);

    private static final int LONGEST_ID = 64;

    /** Of any object. */
    public static MessageHead of(ObjectNode node) {
        JsonNode id = node.get("id");
        JsonNode seq = node.get("seq");
        return new MessageHead(
                id != null && id.isTextual() && id.asText().length() <= LONGEST_ID ? id.asText() : null,
                seq != null && seq.isIntegralNumber() && seq.canConvertToLong() ? (Long) seq.asLong() : null);
    }
}
