package io.hawser.protocol;

import java.util.Locale;

/** Enum constants as the wire spells them: in lower case, where the contract has no capitals. */
public final class Words {
    private Words() {}

    /** {@code VIEWER} as {@code viewer}. */
    public static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant spelt in lower case; fails with {@link IllegalArgumentException} for any other text. */
    public static <E extends Enum<E>> E constant(Class<E> type, String word) {
        if (!word.equals(word.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(word);
        }
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
