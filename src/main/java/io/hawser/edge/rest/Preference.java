package io.hawser.edge.rest;

import io.hawser.edge.EdgeSettings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Prefer} (RFC 7240). What is not understood is passed over, as the RFC wants it. */
final class Preference {
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:$|[,;])", Pattern.CASE_INSENSITIVE);

    private Preference() {}

    /** How long the client would wait for the end, at most a minute; zero when it would not. */
    static Duration wait(String header) {
        Matcher wait = WAIT.matcher(header);
        if (!wait.find()) {
            return Duration.ZERO;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return wanted.compareTo(EdgeSettings.LONGEST_WAIT) > 0 ? EdgeSettings.LONGEST_WAIT : wanted;
    }
}
