package io.hawser.simulator.things;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What is around a thing: the time of day (in the clock's zone), the weather that follows from it, and chance.
 *
 * @param clock tells the hour
 * @param random all chance comes from here; with the same seed and steps the same happens
 */
public record Surroundings(Clock clock, RandomGenerator random) {
    private static final double MEAN_CELSIUS = 11;
    private static final double SWING_CELSIUS = 5;
    private static final double WARMEST_HOUR = 15;
    private static final double SECONDS_AN_HOUR = 3600;

    /** Hours since midnight, 0 up to 24. */
    double hour() {
        return clock.instant().atZone(clock.getZone()).toLocalTime().toSecondOfDay() / SECONDS_AN_HOUR;
    }

    /** Degrees Celsius outside the house: coldest before dawn, warmest in the afternoon. */
    double outside() {
        return MEAN_CELSIUS + SWING_CELSIUS * Math.cos(2 * Math.PI * (hour() - WARMEST_HOUR) / 24);
    }

    /** How busy a home is at this hour: 0.4 in the dead of night, 1 in the morning and in the evening. */
    double bustle() {
        double hour = hour();
        double morning = Math.exp(-Math.pow((hour - 8) / 2, 2));
        double evening = Math.exp(-Math.pow((hour - 19) / 3, 2));
        return Math.max(0.4, Math.min(1, 0.35 * daylight(hour) + morning + evening));
    }

    private static double daylight(double hour) {
        return hour > 7 && hour < 22 ? 1 : 0;
    }

    /** Whether something that happens so often on average happens within these seconds. */
    boolean chance(double timesAnHour, double seconds) {
        return random.nextDouble() < 1 - Math.exp(-timesAnHour * seconds / SECONDS_AN_HOUR);
    }
}
