package io.hawser.device;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.TermsWish;
import io.vertx.core.Future;

/** What of sessions' terms is to be other than usual. Who changed it is in the audit with the change, both or neither. Failures: {@code UNAVAILABLE}. */
public interface TermsStore {
    /** Of one device; nothing when it has no wish of its own. */
    Future<TermsWish> ofDevice(DeviceId device);

    /** Of all devices of a model that have no wish of their own. */
    Future<TermsWish> ofModel(String model);

    /** In place of what was wished for the device; fails with {@code NOT_FOUND}. */
    Future<Void> wishForDevice(DeviceId device, TermsWish wish, AuditEntry audit);

    /** In place of what was wished for the model. */
    Future<Void> wishForModel(String model, TermsWish wish, AuditEntry audit);
}
