package io.hawser.session;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionTerms;
import org.jspecify.annotations.Nullable;

/**
 * A device's wish to open or resume its session, with everything the store needs to decide it in one step.
 *
 * @param boot the device's random id of this power-on; empty when it told none
 * @param presentedHash SHA-256 (hex) of the resume token it showed
 * @param secretAccepted whether its secret was shown and is right: without it only a valid resume token opens
 * @param fresh id of the session, should a new one be created
 * @param nextTokenHash SHA-256 (hex) of the resume token that the welcome will carry
 * @param terms what holds for the session
 * @param reconnects how often it may come back
 * @param node this run of this node
 */
public record Hello(
        DeviceId device,
        String boot,
        @Nullable String model,
        @Nullable String firmware,
        @Nullable String presentedHash,
        boolean secretAccepted,
        SessionId fresh,
        String nextTokenHash,
        SessionTerms terms,
        Reconnects reconnects,
        String address,
        String node) {}
