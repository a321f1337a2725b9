package io.hawser.rule;

import java.util.List;
import java.util.Locale;

/** What keeps a rule from acting although it is set off. */
public enum Obstacle {
    /** It acted for this device not long ago. */
    COOLDOWN,
    /** Something that has to be so is not. */
    ONLY_IF,
    /** The hub was away when it was time. */
    LATE,
    /** It set itself off. */
    LOOP,
    /** It is set off over and over. */
    RATE,
    /** It does not cover the device any more. */
    LEFT,
    /** It was changed or switched off before it acted. */
    CHANGED;

    /** As it is spelt on the wire. */
    public String word() {
        return this == ONLY_IF ? "onlyIf" : name().toLowerCase(Locale.ROOT);
    }

    /** The one spelt so. */
    public static Obstacle of(String word) {
        return List.of(values()).stream()
                .filter(obstacle -> obstacle.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }
}
