package io.hawser.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Identifier;
import io.hawser.domain.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message, read with their types and bounds. What is wrong is gathered, a harmless value stands in for it, and
 * {@link #check()} then fails with all of it at once: read everything, check, use. Fields that nobody asks for are ignored. Not
 * safe for more than one thread.
 */
public final class Fields {
    /** The most properties that one message may set or unset. */
    public static final int PROPERTIES = 512;

    private static final Pattern PROPERTY = Pattern.compile("[^\\p{Cntrl}]{1,128}");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final long LATEST = 253_402_300_799_999L;

    private final ObjectNode object;
    private final List<FieldError> errors = new ArrayList<>();

    private Fields(ObjectNode object) {
        this.object = object;
    }

    /** The fields of the object. */
    public static Fields of(ObjectNode object) {
        return new Fields(object);
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** A required text of 1 to {@code most} characters. */
    public String text(String name, int most) {
        String text = optionalText(name, most);
        if (text == null) {
            missing(name);
            return "?";
        }
        return text;
    }

    /** A text of 1 to {@code most} characters, if it is there. */
    public @Nullable String optionalText(String name, int most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > most) {
            bad(name, "must be a text of 1 to " + most + " characters");
            return "?";
        }
        return value.asText();
    }

    /** A required id. */
    public String id(String name) {
        String id = optionalId(name);
        if (id == null) {
            missing(name);
            return "none";
        }
        return id;
    }

    /** The required name of a property. */
    public String property(String name) {
        String property = text(name, 128);
        if (!PROPERTY.matcher(property).matches()) {
            bad(name, "must be without control characters");
        }
        return property;
    }

    /** An id, if it is there. */
    public @Nullable String optionalId(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || !Identifier.matches(value.asText())) {
            bad(name, "must be 1 to 64 of A-Z a-z 0-9 _ . : -");
            return "bad";
        }
        return value.asText();
    }

    /** A required whole number within the bounds. */
    public long whole(String name, long least, long most) {
        Long number = optionalWhole(name, least, most);
        if (number == null) {
            missing(name);
            return least;
        }
        return number;
    }

    /** A whole number within the bounds, if it is there. */
    public @Nullable Long optionalWhole(String name, long least, long most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            bad(name, "must be a whole number from " + least + " to " + most);
            return least;
        }
        return value.asLong();
    }

    /** A number, if it is there. */
    public @Nullable BigDecimal optionalNumber(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            bad(name, "must be a number");
            return BigDecimal.ZERO;
        }
        return value.decimalValue();
    }

    /** A required number. */
    public BigDecimal number(String name) {
        BigDecimal number = optionalNumber(name);
        if (number == null) {
            missing(name);
            return BigDecimal.ZERO;
        }
        return number;
    }

    /** A length of time: milliseconds, or a text as {@code 30s}, {@code 5m}, {@code 2h}, {@code 3d}; if it is there. */
    public @Nullable Duration optionalSpan(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.canConvertToLong() && value.isIntegralNumber() && value.asLong() >= 0) {
            return Duration.ofMillis(value.asLong());
        }
        Matcher text = SPAN.matcher(value.isTextual() ? value.asText() : "");
        if (!text.matches()) {
            bad(name, "must be a time as 30s, 5m, 2h or 3d");
            return Duration.ZERO;
        }
        long count = Long.parseLong(text.group(1));
        return switch (text.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** A required length of time. */
    public Duration span(String name) {
        Duration span = optionalSpan(name);
        if (span == null) {
            missing(name);
            return Duration.ZERO;
        }
        return span;
    }

    /** Takes over what is wrong with a part of this. */
    public void adopt(String name, Fields part) {
        part.errors.forEach(error -> errors.add(new FieldError("/" + name + error.path(), error.message())));
    }

    /** What is wrong. */
    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /** A required true or false. */
    public boolean truth(String name) {
        JsonNode value = value(name);
        if (value == null) {
            missing(name);
            return false;
        }
        if (!value.isBoolean()) {
            bad(name, "must be true or false");
        }
        return value.asBoolean();
    }

    /** One of the words, or null when it is not there. */
    public @Nullable String optionalWord(String name, List<String> words) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || !words.contains(value.asText())) {
            bad(name, "must be one of " + String.join(", ", words));
            return words.get(0);
        }
        return value.asText();
    }

    /** One of the words. */
    public String word(String name, List<String> words) {
        String word = optionalWord(name, words);
        if (word == null) {
            missing(name);
            return words.get(0);
        }
        return word;
    }

    /** Milliseconds since the epoch, if they are there. */
    public @Nullable Instant optionalInstant(String name) {
        Long millis = optionalWhole(name, 0, LATEST);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    /** Milliseconds, if they are there. */
    public @Nullable Duration optionalDuration(String name, Duration least, Duration most) {
        Long millis = optionalWhole(name, least.toMillis(), most.toMillis());
        return millis == null ? null : Duration.ofMillis(millis);
    }

    /** Properties with their values; none when the field is not there. */
    public Map<String, Json> properties(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode properties)) {
            bad(name, "must be an object of properties");
            return Map.of();
        }
        if (properties.size() > PROPERTIES) {
            bad(name, "must have at most " + PROPERTIES + " properties");
            return Map.of();
        }
        properties.fieldNames().forEachRemaining(property -> checkProperty(name, property));
        return JsonText.properties(properties);
    }

    /** Names of properties; none when the field is not there. */
    public List<String> names(String name) {
        List<String> names = new ArrayList<>();
        JsonNode value = value(name);
        if (value == null) {
            return names;
        }
        if (!value.isArray() || value.size() > PROPERTIES) {
            bad(name, "must be a list of at most " + PROPERTIES + " property names");
            return names;
        }
        int index = 0;
        for (JsonNode item : value) {
            if (item.isTextual()) {
                checkProperty(name, item.asText());
                names.add(item.asText());
            } else {
                bad(name + "/" + index, "must be a property name");
            }
            index++;
        }
        return names;
    }

    /** An object, {@code {}} when the field is not there. */
    public ObjectNode object(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode found) {
            return found;
        }
        if (value != null) {
            bad(name, "must be an object");
        }
        return object.objectNode();
    }

    /** Any value in text form; null when the field is not there. */
    public @Nullable Json optionalJson(String name) {
        JsonNode value = value(name);
        return value == null ? null : JsonText.json(value);
    }

    /** Notes a bad field. */
    public void bad(String name, String message) {
        errors.add(new FieldError("/" + name, message));
    }

    /** Fails with {@code BAD_VALUE} and every bad field, if there was any. */
    public void check() {
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
    }

    private void missing(String name) {
        bad(name, "is required");
    }

    private void checkProperty(String field, String property) {
        if (!PROPERTY.matcher(property).matches()) {
            bad(field, "must have property names of 1 to 128 characters without control characters");
        }
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
