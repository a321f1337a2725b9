package io.hawser.ticket;

/** The codes of faults that people told of: each problem is one of its own, so that two of a device do not hide each other. */
public final class Reported {
    /** What all of them begin with. */
    public static final String CODE = "REPORT";

    private Reported() {}

    static String code(long number) {
        return CODE + "." + number;
    }
}
