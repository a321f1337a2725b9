package io.hawser.check;

import io.hawser.check.CheckStore.Site;
import io.hawser.condition.Evidence;
import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When many devices of a space are gone at once, that is one fault of the space, which carries theirs. Which they are is asked of the
 * store, where each is known from the moment that it dropped: so it neither matters which node looks, nor whether one was restarted
 * in between. Safe for use by any thread.
 */
final class Outages {
    /** The fault of a device that is gone. */
    static final String GONE = "DEVICE.OFFLINE";

    /** The fault of a space that many of them are gone from. */
    static final String OUTAGE = "SITE.OUTAGE";

    private static final Actor BY = new Actor.ByHub("check");

    private final CheckSettings settings;
    private final NewIds ids;

    Outages(CheckSettings settings, NewIds ids) {
        this.settings = settings;
        this.ids = ids;
    }

    /** Steps of devices' faults, carried by faults of their spaces where there is an outage; new ones of those come first. */
    List<Fault.Step> carried(List<Fault.Step> steps, List<Site> sites, Instant now) {
        Map<DeviceId, FaultId> carriers = new HashMap<>();
        List<Fault.Step> all = new ArrayList<>();
        for (Site site : sites) {
            List<Fault.Step> meant = steps.stream()
                    .filter(step -> isFresh(step)
                            && site.devices().contains(step.fault().device())
                            && !carriers.containsKey(step.fault().device()))
                    .toList();
            FaultId outage = site.outage();
            if (meant.isEmpty() || (outage == null && !isOutage(site))) {
                continue;
            }
            if (outage == null) {
                outage = ids.fault();
                Json data = Evidence.NONE
                        .with("gone", site.gone())
                        .with("devices", site.total())
                        .json();
                all.add(Fault.found(outage, site.space(), OUTAGE, Severity.CRITICAL, now, BY, data));
            }
            for (Fault.Step step : meant) {
                carriers.put(step.fault().device(), outage);
            }
        }
        for (Fault.Step step : steps) {
            FaultId carrier = isFresh(step) ? carriers.get(step.fault().device()) : null;
            all.add(carrier == null ? step : step.asCarried(carrier));
        }
        return all;
    }

    /** What becomes of a space's fault as its devices come back. */
    Optional<Fault.Step> next(CheckStore.Outage outage, Instant now) {
        Fault fault = outage.fault();
        if (isOver(outage, now)) {
            return Optional.of(fault.become(FaultStatus.RESOLVED, BY, now, Json.EMPTY));
        }
        boolean half = 2 * outage.unresolved() <= outage.carried();
        if (half && fault.status() != FaultStatus.VERIFYING) {
            return Optional.of(fault.become(FaultStatus.VERIFYING, BY, now, Json.EMPTY));
        }
        return !half && fault.status() == FaultStatus.VERIFYING
                ? Optional.of(fault.relapse(fault.severity(), BY, now, Json.EMPTY))
                : Optional.empty();
    }

    /** Whether all of its devices are back, or all that come: the others are faults of their own from then on. */
    boolean isOver(CheckStore.Outage outage, Instant now) {
        Duration calm = Duration.between(outage.quiet(), now);
        return outage.unresolved() == 0
                || (outage.fault().status() == FaultStatus.VERIFYING
                        && 2 * outage.unresolved() <= outage.carried()
                        && calm.compareTo(settings.settle()) >= 0);
    }

    /** What was carried stands for itself, unless it is over. */
    Optional<Fault.Step> detached(Fault carried, Instant now) {
        return carried.isResolved() || carried.site() == null ? Optional.empty() : Optional.of(carried.detach(BY, now));
    }

    private static boolean isFresh(Fault.Step step) {
        return step.fault().code().equals(GONE)
                && step.fault().step() == 1
                && step.fault().device() != null
                && step.fault().site() == null;
    }

    private boolean isOutage(Site site) {
        return site.gone() >= settings.least() && (2 * site.gone() >= site.total() || site.gone() >= settings.many());
    }
}
