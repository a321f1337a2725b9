package io.hawser.check;

import io.hawser.condition.Phase;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A device with what is watched of it. Immutable; safe for use by any thread. */
final class Subject {
    private static final String TOLD = "told:";

    private final DeviceId device;
    private final Map<String, Check> checks;
    private final Set<String> needed;

    Subject(DeviceId device, List<Check> checks) {
        this.device = device;
        this.checks = new LinkedHashMap<>();
        checks.forEach(check -> this.checks.put(check.id(), check));
        needed = checks.stream()
                .map(Check::condition)
                .filter(Conditions.Jump.class::isInstance)
                .map(condition -> ((Conditions.Jump) condition).property())
                .collect(Collectors.toUnmodifiableSet());
    }

    DeviceId device() {
        return device;
    }

    List<Check> checks() {
        return List.copyOf(checks.values());
    }

    /** Whether some check asks what a number was before. */
    boolean needsPrevious() {
        return !needed.isEmpty();
    }

    /** The properties that they ask that of. */
    Set<String> needed() {
        return needed;
    }

    /** A check by its id; those of faults that devices tell of their own are made as they come. */
    Optional<Check> find(String id) {
        Check known = checks.get(id);
        return known == null && id.startsWith(TOLD)
                ? Optional.of(CheckBook.told(id, id.substring(TOLD.length())))
                : Optional.ofNullable(known);
    }

    /** The check for a fault that is told, which the model need not know. */
    Check told(String code) {
        return checks.values().stream()
                .filter(check -> check.condition() instanceof Conditions.Told told
                        && told.code().equals(code))
                .findFirst()
                .orElseGet(() -> CheckBook.told(TOLD + code, code));
    }

    /** Whether an entry may change where one of its watches stands, told without reading it. */
    boolean mayConcern(Kept entry, Map<String, Standing> known) {
        if (entry.kind() == Kind.FAULT) {
            return true;
        }
        return checks.values().stream().anyMatch(check -> concerns(check, entry, known.get(check.id())));
    }

    private static boolean concerns(Check check, Kept entry, @Nullable Standing standing) {
        if (!check.kinds().contains(entry.kind())) {
            return false;
        }
        boolean calm = standing == null || standing.phase() == Phase.CALM;
        if (!calm) {
            return true;
        }
        boolean armed = check.condition() instanceof Inquiry && standing != null && standing.due() != null;
        return (!armed || entry.kind() == Kind.PRESENCE || check.condition() instanceof Drift)
                && check.condition().mayConcern(entry);
    }
}
