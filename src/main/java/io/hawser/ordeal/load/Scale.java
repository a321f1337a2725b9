package io.hawser.ordeal.load;

/**
 * How much load.
 *
 * @param devices that report
 * @param terminals that watch, of which each fifth reads slowly
 * @param people whose terminals these are, in turn; the first owns all devices
 * @param perSecond reports a second of each device
 */
public record Scale(int devices, int terminals, int people, double perSecond) {
    /** What the promises are made for. */
    public static final Scale FULL = new Scale(200, 50, 6, 1);
    /** For the test suite. */
    public static final Scale SHORT = new Scale(30, 8, 3, 2);

    /** For a reader. */
    public String words() {
        return devices + " devices that report " + perSecond + " times a second, " + terminals + " terminals of "
                + people + " people";
    }
}
