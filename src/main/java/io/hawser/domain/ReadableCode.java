package io.hawser.domain;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * One-time codes that people read and type: 100 random bits as 20 characters of Crockford's base 32 in groups of four,
 * {@code 7K2M-9QXA-…}. Case, spaces and dashes do not matter when one is typed, and the letters that look like digits count
 * as these.
 */
public final class ReadableCode {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 20;
    private static final int GROUP = 4;

    private ReadableCode() {}

    /** A new code. */
    public static String random() {
        StringBuilder code = new StringBuilder(LENGTH + LENGTH / GROUP);
        for (int i = 0; i < LENGTH; i++) {
            if (i > 0 && i % GROUP == 0) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** The one spelling that all ways to type the same code share; this is what is hashed. */
    public static String canonical(String typed) {
        return typed.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }
}
