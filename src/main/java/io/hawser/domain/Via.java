package io.hawser.domain;

/** The way by which somebody acted. */
public enum Via {
    PANEL,
    REST,
    RULE,
    VOICE,
    MQTT,
    SKILL,
    REPAIR
}
