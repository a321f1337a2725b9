package io.hawser.alert;

/** Why a message has not gone out, in words for an administrator. */
public final class Undelivered extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    private final Kind kind;

    /** What is to be done about it. */
    public enum Kind {
        /** It certainly was not taken; another try may do. */
        REFUSED,
        /** Nobody knows whether it was taken. */
        UNSURE,
        /** It will never be taken. */
        NEVER,
        /** Whom it is for is there no more, or does not want it. */
        GONE
    }

    /** @param words never null; control characters become spaces */
    public Undelivered(Kind kind, String words) {
        super(plain(words), null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The message; never null. */
    public String words() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }

    private static String plain(String words) {
        String line = Plain.line(words);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
