package io.hawser.simulator.things;

/** A command that is not even begun, with the code and the words for it. It carries no stack trace. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String words;

    Refused(String code, String words) {
        super(words, null, false, false);
        this.code = code;
        this.words = words;
    }

    static Refused value(String property, String expected) {
        return new Refused("BAD_VALUE", property + " must be " + expected);
    }

    String code() {
        return code;
    }

    String words() {
        return words;
    }
}
