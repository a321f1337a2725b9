package io.hawser.domain;

/**
 * One JSON value in compact text form, checked where it came in and never parsed again inside: what a device said travels to
 * the stores and the terminals as these characters.
 *
 * @param text valid JSON without insignificant white space
 */
public record Json(String text) {
    public static final Json NULL = new Json("null");

    /** An object without members. */
    public static final Json EMPTY = new Json("{}");

    @Override
    public String toString() {
        return text;
    }
}
