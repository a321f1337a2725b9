package io.hawser.simulator.things;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What may be wrong with a simulated device; on the command line in the spelling of {@link #word}. */
public enum Fault {
    /** The lock's motor stops half way. */
    JAM("jam"),
    /** The link is lost now and then, without a word. */
    DROPOUT("dropout"),
    /** The battery is all but empty. */
    LOW_BATTERY("lowBattery"),
    /** What is measured stays what it was. */
    STUCK_SENSOR("stuckSensor"),
    /** Commands arrive and are neither done nor answered. */
    NO_ACK("noAck"),
    /** Everything is begun seconds late. */
    SLOW("slow"),
    /** The microphone is broken. */
    MIC_FAILED("micFailed");

    private final String word;

    Fault(String word) {
        this.word = word;
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
