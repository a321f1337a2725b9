package io.hawser.simulator.things;

import java.util.List;

/**
 * A thermostat and the room it keeps: a first-order model, where heat leaks to the outside with a time constant and the heater or
 * cooler pushes against it, switched with some hysteresis.
 */
public final class Thermostat extends Thing {
    private static final double LEAK_SECONDS = 3 * 3600;
    private static final double DEGREES_A_SECOND = 9.0 / 3600;
    private static final double HYSTERESIS = 0.2;
    private static final double WARM = 24;

    private double room = 20.4;
    private double target = 21;
    private double humidity = 46;
    private int push;

    public Thermostat(Surroundings around) {
        super("thermostat", around);
        put("power", "on");
        put("mode", "heat");
        put("target", target);
        measure("temperature", room, 0.1);
        measure("humidity", humidity, 1);
        control("power", Control.word("power", List.of("on", "off"), power -> put("power", power)));
        control("mode", Control.word("mode", List.of("heat", "cool", "auto", "off"), mode -> put("mode", mode)));
        control("target", Control.number("target", 5, 35, this::target));
    }

    @Override
    public void touch() {
        double step = around().random().nextBoolean() ? 0.5 : -0.5;
        target(Math.max(18, Math.min(WARM, target + step)));
    }

    @Override
    void advance(double seconds) {
        push = push();
        double leak = (around().outside() - room) / LEAK_SECONDS;
        room += (leak + push * DEGREES_A_SECOND) * seconds;
        humidity += ((58 - room / 2) - humidity) * Math.min(1, seconds / 900)
                + around().random().nextGaussian() * 0.05 * Math.sqrt(seconds);
        humidity = Math.max(20, Math.min(80, humidity));
        measure("temperature", room + around().random().nextGaussian() * 0.01, 0.1);
        measure("humidity", humidity, 1);
    }

    /** +1 heats, -1 cools. */
    private int push() {
        boolean mayHeat = is("power", "on") && (is("mode", "heat") || is("mode", "auto"));
        boolean mayCool = is("power", "on") && (is("mode", "cool") || is("mode", "auto"));
        if (mayHeat && room < target + (push > 0 ? HYSTERESIS : -HYSTERESIS)) {
            return 1;
        }
        if (mayCool && room > target + (push < 0 ? -HYSTERESIS : HYSTERESIS)) {
            return -1;
        }
        return 0;
    }

    private void target(double celsius) {
        target = Math.round(celsius * 10) / 10.0;
        put("target", target);
    }
}
