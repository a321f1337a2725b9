package io.hawser.device;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.TermsWish;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The register of devices. What somebody changes is in the audit with its change, both or neither. Secrets and claim codes are kept as SHA-256 (hex) only. Failures: {@code UNAVAILABLE}. */
public interface DeviceStore {
    /** Adds a device with its hashes. */
    Future<Device> add(Device device, String secretHash, String claimHash, Instant claimExpires, AuditEntry audit);

    /** Replaces the claim code by a fresh one that was not tried yet; fails with {@code NOT_FOUND}. */
    Future<Void> claimCode(DeviceId device, String claimHash, Instant expires, AuditEntry audit);

    /** One device. */
    Future<Optional<Device>> find(DeviceId device);

    /** What a hello is checked against. */
    Future<Optional<Credentials>> credentials(DeviceId device);

    /** The devices that a person may see with the role they have, by name; all devices when {@code all} (an administrator). */
    Future<Page<Seen>> list(UserId user, boolean all, int limit, @Nullable String cursor);

    /** The ids of all devices that a person owns or has an unexpired grant for. */
    Future<List<Seen>> visible(UserId user, Instant now);

    /** Renames it; fails with {@code NOT_FOUND}. */
    Future<Device> rename(DeviceId device, String name, AuditEntry audit);

    /** Remembers what the device said of itself. */
    Future<Void> firmware(DeviceId device, String firmware);

    /** Replaces the secret of the hardware that speaks for it; by which id that says hello. Fails with {@code NOT_FOUND}. */
    Future<DeviceId> secret(DeviceId device, String secretHash, AuditEntry audit);

    /** Removes it with its grants; false when there was none. */
    Future<Boolean> remove(DeviceId device, AuditEntry audit);

    /** What is or was the device's hardware and registered as a device of its own. */
    Future<List<DeviceId>> serving(DeviceId device);

    /**
     * A device and the hash of its secret.
     *
     * @param terms what of its session's terms is other than usual, by its own or by its model
     * @param serves whose hardware it is or was; null: it is a device of its own
     * @param hardware which hardware speaks for it; null: what says hello by its own id
     * @param displaced hashes of secrets of hardware that speaks for it no more
     */
    record Credentials(
            Device device,
            String secretHash,
            TermsWish terms,
            @Nullable DeviceId serves,
            @Nullable DeviceId hardware,
            List<String> displaced) {
        public Credentials {
            displaced = List.copyOf(displaced);
        }
    }

    /** A device and the caller's role; null for an administrator without one. */
    record Seen(Device device, @Nullable Role role) {}
}
