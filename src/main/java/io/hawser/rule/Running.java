package io.hawser.rule;

import io.hawser.domain.Json;
import io.hawser.domain.Location;
import io.hawser.domain.RuleId;
import io.hawser.domain.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is on, as it is stored.
 *
 * @param owner null: it comes with a model
 * @param model that it comes with; null: it is somebody's
 * @param home where it is when it says nothing itself; null: not known
 */
public record Running(
        RuleId id,
        int version,
        @Nullable UserId owner,
        @Nullable String model,
        Json text,
        @Nullable Location home) {}
