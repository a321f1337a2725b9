package io.hawser.simulator.things;

import java.util.List;

/** A switched socket with a coffee machine behind it: heats up hard, keeps warm in bursts, and draws nothing when off. */
public final class Plug extends Thing {
    private static final double HEATING_SECONDS = 45;
    private static final double CYCLE_SECONDS = 90;
    private static final double BURST_SECONDS = 12;
    private static final double HEATING_WATTS = 1420;
    private static final double BURST_WATTS = 690;
    private static final double IDLE_WATTS = 3;
    private static final double READING_SECONDS = 5;

    private double running;
    private double sinceReading;
    private double lastLoad;

    public Plug(Surroundings around) {
        super("plug", around);
        put("power", "off");
        put("watts", 0.0);
        control("power", Control.word("power", List.of("on", "off"), this::power));
    }

    @Override
    public void touch() {
        power(is("power", "on") ? "off" : "on");
    }

    @Override
    void advance(double seconds) {
        boolean on = is("power", "on");
        running = on ? running + seconds : 0;
        sinceReading += seconds;
        double load = on ? load() : 0;
        // A meter reports at its own pace, and at once when the load jumps.
        if (load != lastLoad || sinceReading >= READING_SECONDS) {
            sinceReading = 0;
            double noise = load > 0 ? around().random().nextGaussian() * load * 0.01 : 0;
            measure("watts", Math.max(0, load + noise), 0.1);
        }
        lastLoad = load;
    }

    private double load() {
        if (running < HEATING_SECONDS) {
            return HEATING_WATTS;
        }
        return (running - HEATING_SECONDS) % CYCLE_SECONDS < BURST_SECONDS ? BURST_WATTS : IDLE_WATTS;
    }

    private void power(String power) {
        put("power", power);
    }
}
