package io.hawser.bus;

import io.hawser.domain.UserId;

/** There is news in somebody's inbox, or something in it was read. */
public record InboxChanged(UserId to) implements NodeEvent {}
