package io.hawser.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.FieldError;
import io.hawser.domain.TermsWish;
import io.hawser.protocol.Fields;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code session}: what of its devices' sessions is other than the hub's settings; durations as {@code 30s}, the state's cap as {@code 64k}. */
final class SessionPart {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,7})([kK]?)");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int LEAST = 1024;
    private static final int MOST = 1024 * 1024;

    private SessionPart() {}

    /** What is wished; in the text it is put in milliseconds and bytes. */
    static TermsWish read(ObjectNode text, List<FieldError> errors) {
        JsonNode found = text.get("session");
        if (found == null) {
            return TermsWish.NONE;
        }
        if (!(found instanceof ObjectNode session)) {
            errors.add(new FieldError("/session", "must be an object"));
            return TermsWish.NONE;
        }
        Fields fields = Fields.of(session);
        session.properties().stream()
                .map(java.util.Map.Entry::getKey)
                .filter(name -> !List.of("heartbeat", "ttl", "grace", "state").contains(name))
                .forEach(name -> fields.bad(SchemaRules.pointer(name), "is none of heartbeat, ttl, grace and state"));
        TermsWish wish = new TermsWish(
                span(fields, "heartbeat", SECOND, HOUR),
                span(fields, "ttl", SECOND, MONTH),
                span(fields, "grace", Duration.ZERO, HOUR),
                size(fields, session.get("state")));
        Duration heartbeat = wish.heartbeat();
        Duration ttl = wish.ttl();
        if (heartbeat != null && ttl != null && ttl.compareTo(heartbeat) < 0) {
            fields.bad("ttl", "must not be shorter than the heartbeat");
        }
        fields.errors().forEach(error -> errors.add(new FieldError("/session" + error.path(), error.message())));
        put(session, "heartbeat", heartbeat);
        put(session, "ttl", ttl);
        put(session, "grace", wish.grace());
        if (wish.state() != null) {
            session.put("state", wish.state());
        }
        return wish;
    }

    private static void put(ObjectNode session, String name, @Nullable Duration span) {
        if (span != null) {
            session.put(name, span.toMillis());
        }
    }

    private static @Nullable Duration span(Fields fields, String name, Duration least, Duration most) {
        Duration span = fields.optionalSpan(name);
        if (span != null && (span.compareTo(least) < 0 || span.compareTo(most) > 0)) {
            fields.bad(name, "must be from " + words(least) + " to " + words(most));
        }
        return span;
    }

    private static String words(Duration span) {
        return span.toHours() >= 1 ? span.toHours() + "h" : span.toSeconds() + "s";
    }

    private static @Nullable Integer size(Fields fields, @Nullable JsonNode state) {
        if (state == null || state.isNull()) {
            return null;
        }
        Matcher size = SIZE.matcher(state.isValueNode() ? state.asText() : "");
        if (size.matches()) {
            long bytes = Long.parseLong(size.group(1)) * (size.group(2).isEmpty() ? 1 : 1024);
            if (bytes >= LEAST && bytes <= MOST) {
                return (int) bytes;
            }
        }
        fields.bad("state", "must be a size from 1k to 1024k, in bytes or with k behind it");
        return null;
    }
}
