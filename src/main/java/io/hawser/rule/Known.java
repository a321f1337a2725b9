package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.RuleId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that concern some devices, and where they stand with these: what is not in it is calm. Read-only.
 *
 * @param rules those that are on, of these devices and of the clocks that were asked for
 * @param covered which of them cover which device
 */
public record Known(Map<RuleId, Running> rules, Map<DeviceId, List<RuleId>> covered, Map<Key, Watch> watches) {
    /** @param device null: the rule goes by the clock */
    public record Key(RuleId rule, @Nullable DeviceId device) {
        static Key of(Watch watch) {
            return new Key(watch.rule(), watch.device());
        }
    }

    List<RuleId> covering(DeviceId device) {
        return covered.getOrDefault(device, List.of());
    }
}
