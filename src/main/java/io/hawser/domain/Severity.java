package io.hawser.domain;

/** How bad a fault is, as ITU-T X.733 has it, from the least to the worst. */
public enum Severity {
    /** Worth knowing, nothing to do. */
    INFO,
    /** It may become a fault. */
    WARNING,
    /** It does its service, with a flaw. */
    MINOR,
    /** Its service suffers badly. */
    MAJOR,
    /** It does nothing of its service any more, or harm. */
    CRITICAL;

    /** The worse of the two. */
    public Severity or(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
