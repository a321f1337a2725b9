package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command as the ledger holds it.
 *
 * @param args a JSON object
 * @param percent of a running command, if the device told it
 * @param data what the device answered with {@code done}
 * @param code why it did not end well, with {@code message} for people
 */
public record Command(
        CommandId id,
        DeviceId device,
        String name,
        Json args,
        CommandStatus status,
        @Nullable Integer percent,
        @Nullable Json data,
        @Nullable String code,
        @Nullable String message,
        Actor by,
        Instant created,
        Instant expires,
        @Nullable Instant ended) {}
