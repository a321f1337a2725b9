package io.hawser.bus;

/** Notices are in the store that people are to be told of. */
public record NoticesMade() {}
