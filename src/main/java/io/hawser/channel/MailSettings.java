package io.hawser.channel;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The mail server that takes the hub's messages.
 *
 * @param user null: it asks for none
 * @param from the address that they come from
 * @param ca who signed its certificate, in a PEM file; null: somebody whom Java knows
 */
public record MailSettings(
        String host,
        int port,
        Tls tls,
        @Nullable String user,
        @Nullable String password,
        String from,
        @Nullable Path ca) {
    /** How the way there is kept from others. */
    public enum Tls {
        /** From the first byte on. */
        TLS,
        /** Once the server has been asked for it; one that has none is not used. */
        STARTTLS,
        /** Not at all. */
        NONE
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + " " + tls + "]";
    }
}
