package io.hawser.device;

import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Secret;
import io.hawser.domain.TermsWish;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a hello is checked against; of an unknown device too, so that the check takes the same time. */
final class DeviceCredentials {
    /** No text is known that has this hash. */
    private static final String NOBODY = "0".repeat(64);

    private final @Nullable Device device;
    private final String secretHash;
    private final TermsWish terms;
    private final @Nullable DeviceId serves;
    private final @Nullable DeviceId hardware;
    private final List<String> displaced;

    DeviceCredentials(Optional<DeviceStore.Credentials> known) {
        serves = known.map(DeviceStore.Credentials::serves).orElse(null);
        hardware = known.map(DeviceStore.Credentials::hardware).orElse(null);
        displaced = known.map(DeviceStore.Credentials::displaced).orElse(List.of());
        device = known.map(DeviceStore.Credentials::device).orElse(null);
        secretHash = known.map(DeviceStore.Credentials::secretHash).orElse(NOBODY);
        terms = known.map(DeviceStore.Credentials::terms).orElse(TermsWish.NONE);
    }

    /** The device; empty when there is none of that id. */
    Optional<Device> device() {
        return Optional.ofNullable(device);
    }

    /** What of its session's terms is other than usual. */
    TermsWish terms() {
        return terms;
    }

    /** Whose hardware it is or was; empty: it is a device of its own. */
    Optional<DeviceId> serves() {
        return Optional.ofNullable(serves);
    }

    /** Which hardware speaks for it; empty: what says hello by its own id. */
    Optional<DeviceId> hardware() {
        return Optional.ofNullable(hardware);
    }

    /** Whether this is the secret of hardware that was let in by this id, and that other hardware has taken the place of. */
    boolean isDisplaced(String secret) {
        return displaced.stream().anyMatch(hash -> Secret.matches(secret, hash));
    }

    /** The device, if there is one and this is its secret. */
    Optional<Device> check(String secret) {
        boolean same = Secret.matches(secret, secretHash);
        return same ? device() : Optional.empty();
    }
}
