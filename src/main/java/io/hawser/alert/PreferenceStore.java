package io.hawser.alert;

import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How people want to be told, and addresses that are not proven yet. Failures: {@code UNAVAILABLE}. */
public interface PreferenceStore {
    /** What a person said; empty: nothing. */
    Future<Optional<Preferences>> find(UserId person);

    /** Replaces it, all but the addresses, of which it can only take one away. */
    Future<Void> save(UserId person, Preferences preferences);

    /** Addresses that wait for their code, by channel. */
    Future<Map<ChannelKind, String>> pending(UserId person);

    /**
     * Has an address wait for its code, in the place of another of that channel; false when too many were sent.
     *
     * @param most codes within the span
     */
    Future<Boolean> await(
            UserId person, ChannelKind channel, String address, String hash, int most, Duration within, Instant now);

    /** No address waits any more. */
    Future<Void> forget(UserId person, ChannelKind channel);

    /** Takes the address that waits for that code as the person's; false when it is another code, too old, or too often wrong. */
    Future<Boolean> prove(UserId person, ChannelKind channel, String hash, int tries, Instant notBefore);
}
