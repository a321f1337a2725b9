package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.RuleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether what has to be so for a rule to act was so at a moment. */
public record Question(RuleId rule, @Nullable DeviceId device, Instant at) {}
