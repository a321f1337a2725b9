package io.hawser.bus;

import io.hawser.domain.Share;
import io.hawser.domain.UserId;

/** A grant is about to end: for the one who has it, or for one who could renew it. */
public record ShareEnding(UserId to, Share share) implements NodeEvent {}
