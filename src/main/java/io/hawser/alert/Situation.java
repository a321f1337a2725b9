package io.hawser.alert;

import io.hawser.domain.Fault;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A fault and everything that decides whom to tell of it.
 *
 * @param name of its device or space
 * @param model of the device; null: it is a space's
 * @param override what was set of the device's checks of its code
 * @param told what has become of its alert so far
 * @param maintained until when somebody works there; null: nobody does
 * @param people who may be told: those with any role on it, and the administrators
 * @param hooks programs that may be told
 * @param informed who has it in the panel
 * @param given what was made of it for other channels
 */
public record Situation(
        Fault fault,
        String name,
        @Nullable String model,
        @Nullable Json override,
        Optional<Told> told,
        @Nullable Instant maintained,
        List<Recipient> people,
        List<Hook> hooks,
        Set<UserId> informed,
        List<Given> given) {
    public Situation {
        people = List.copyOf(people);
        hooks = List.copyOf(hooks);
        informed = Set.copyOf(informed);
        given = List.copyOf(given);
    }

    /** A webhook that is on. */
    public record Hook(String id, Severity least) {}

    /** A message that was made, and how it stands. */
    public record Given(Delivery delivery, boolean waiting, boolean sent, boolean unsure) {
        /** Whether it may have come to whom it is for. */
        boolean mayHaveCome() {
            return sent || unsure;
        }
    }

    /**
     * What has become of an alert.
     *
     * @param at when it was first told; null: it is held back
     * @param level how often it was handed on
     * @param escalate when it is to be handed on next
     * @param repeats how often it was told again
     * @param repeat when it is to be told again next
     * @param snoozed until when it was snoozed when it was last looked at
     * @param ended when it was over
     * @param look when there is something to be done next
     */
    public record Told(
            Alert alert,
            Instant made,
            @Nullable Instant at,
            int level,
            @Nullable Instant escalate,
            int repeats,
            @Nullable Instant repeat,
            @Nullable Instant snoozed,
            @Nullable Instant ended,
            @Nullable Instant look) {}
}
