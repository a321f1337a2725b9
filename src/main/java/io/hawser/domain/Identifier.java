package io.hawser.domain;

/** The shape that every id on the wire has: 1 to 64 of {@code [A-Za-z0-9_.:-]}. */
public final class Identifier {
    private static final int LONGEST = 64;

    private Identifier() {}

    /** Whether the text is an id. */
    public static boolean matches(String text) {
        return text.length() <= LONGEST && isMadeOf(text);
    }

    /** Whether it is some text of the characters that ids are made of. */
    static boolean isMadeOf(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (!belongs(text.charAt(i))) {
                return false;
            }
        }
        return length > 0;
    }

    /** Looked at for every id of every frame: a regular expression took a twelfth of the event loop. */
    private static boolean belongs(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == ':'
                || c == '-';
    }

    static String checked(String what, String text) {
        if (!matches(text)) {
            throw Failure.invalid(what, "must be 1 to 64 of A-Z a-z 0-9 _ . : -");
        }
        return text;
    }
}
