package io.hawser.simulator.things;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What may be wrong with a simulated device; on the command line in the spelling of {@link #word}. */
public enum Fault {
    /** The lock's motor stops half way. */
    JAM("jam", false),
    /** The link is lost now and then, without a word. */
    DROPOUT("dropout", false),
    /** The battery is all but empty. */
    LOW_BATTERY("lowBattery", false),
    /** What is measured stays what it was. */
    STUCK_SENSOR("stuckSensor", true),
    /** Commands arrive and are neither done nor answered. */
    NO_ACK("noAck", true),
    /** Everything is begun seconds late. */
    SLOW("slow", true),
    /** The microphone's driver hangs: it hears nothing. */
    MIC_FAILED("micFailed", true),
    /** What is wanted of it goes by unheard, once. */
    MISSED_WISH("missedWish", true);

    private final String word;
    private final boolean hung;

    /** @param hung whether it is a program that hangs rather than a part that is broken */
    Fault(String word, boolean hung) {
        this.word = word;
        this.hung = hung;
    }

    /** Whether a fresh start mends it. */
    boolean isHung() {
        return hung;
    }

    /** The spelling people use. */
    public String word() {
        return word;
    }

    /** The fault of that spelling, in any case; fails with {@link IllegalArgumentException} that lists them all. */
    public static Fault of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word.equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault \"" + word + "\"; there are "
                        + Arrays.stream(values())
                                .map(Fault::word)
                                .collect(Collectors.joining(", "))
                                .toString()));
    }
}
