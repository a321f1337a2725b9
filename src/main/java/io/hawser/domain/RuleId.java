package io.hawser.domain;

/** The opaque id of a rule; see {@link Identifier} for its shape. */
public record RuleId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public RuleId {
        Identifier.checked("rule", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
