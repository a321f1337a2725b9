package io.hawser.bus;

import io.hawser.domain.UserId;

/** Somebody was invited, or an invitation that concerns them was answered or withdrawn. */
public record InvitationsChanged(UserId to) implements NodeEvent {}
