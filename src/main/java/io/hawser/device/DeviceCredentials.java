package io.hawser.device;

import io.hawser.domain.Device;
import io.hawser.domain.Secret;
import io.hawser.domain.TermsWish;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a hello is checked against; of an unknown device too, so that the check takes the same time. */
public final class DeviceCredentials {
    /** No text is known that has this hash. */
    private static final String NOBODY = "0".repeat(64);

    private final @Nullable Device device;
    private final String secretHash;
    private final TermsWish terms;

    DeviceCredentials(Optional<DeviceStore.Credentials> known) {
        device = known.map(DeviceStore.Credentials::device).orElse(null);
        secretHash = known.map(DeviceStore.Credentials::secretHash).orElse(NOBODY);
        terms = known.map(DeviceStore.Credentials::terms).orElse(TermsWish.NONE);
    }

    /** The device; empty when there is none of that id. */
    public Optional<Device> device() {
        return Optional.ofNullable(device);
    }

    /** What of its session's terms is other than usual. */
    public TermsWish terms() {
        return terms;
    }

    /** The device, if there is one and this is its secret. */
    public Optional<Device> check(String secret) {
        boolean same = Secret.matches(secret, secretHash);
        return same ? device() : Optional.empty();
    }
}
