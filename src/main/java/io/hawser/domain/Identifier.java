package io.hawser.domain;

import java.util.regex.Pattern;

/** The shape that every id on the wire has: 1 to 64 of {@code [A-Za-z0-9_.:-]}. */
public final class Identifier {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private Identifier() {}

    /** Whether the text is an id. */
    public static boolean matches(String text) {
        return SHAPE.matcher(text).matches();
    }

    static String checked(String what, String text) {
        if (!matches(text)) {
            throw Failure.invalid(what, "must be 1 to 64 of A-Z a-z 0-9 _ . : -");
        }
        return text;
    }
}
