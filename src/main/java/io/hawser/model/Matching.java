package io.hawser.model;

import java.util.regex.Pattern;

/**
 * Comparing with a regular expression in bearable time. Java's engine goes back over a text, exponentially often for some expressions; so it is
 * given a text that ends the comparison when it has been read too often.
 */
final class Matching {
    /** How often characters are read at the most, beside some times each: well below a millisecond. */
    private static final int MOST = 20_000;

    private static final int EACH = 20;

    private Matching() {}

    /** Whether it is found in the text; not, where that can't be said within the bound. */
    static boolean isFound(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Measured(text, MOST + EACH * text.length()))
                    .find();
        } catch (TooLong | StackOverflowError e) {
            return false;
        }
    }

    /** A text that may be read so often. */
    private static final class Measured implements CharSequence {
        private final CharSequence text;
        private int left;

        Measured(CharSequence text, int left) {
            this.text = text;
            this.left = left;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- <= 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Measured(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("", null, false, false);
        }
    }
}
