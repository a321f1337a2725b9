package io.hawser.alert;

import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Notice;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that people are told of: a fault, or a notice of what is none.
 *
 * @param id of the fault, or made of the notice's
 * @param fault null: it is a notice
 * @param source what a notice comes from; null: it is a fault
 * @param name how the device or space was called when it was told; empty: it is about neither
 * @param code of the fault
 * @param severity the worst that was told
 * @param since when it began
 */
public record Alert(
        String id,
        @Nullable FaultId fault,
        @Nullable String source,
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        String name,
        @Nullable String code,
        Severity severity,
        AlertText text,
        Instant since,
        boolean drill) {
    /** Where the panel shows it. */
    public String path() {
        if (fault != null) {
            return "/faults/" + fault;
        }
        if (source != null && source.startsWith(Notice.TICKET)) {
            return "/tickets/" + source.substring(Notice.TICKET.length());
        }
        return device != null ? "/devices/" + device : space != null ? "/spaces/" + space : "/inbox";
    }

    /** The same, as bad as that. */
    Alert as(Severity now, AlertText words) {
        return new Alert(id, fault, source, device, space, name, code, now, words, since, drill);
    }
}
