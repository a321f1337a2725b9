package io.hawser.alert;

/** By which way somebody is told, beside the panel. */
public enum ChannelKind {
    MAIL,
    SMS,
    PUSH,
    WEBHOOK
}
