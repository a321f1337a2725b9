package io.hawser.simulator.things;

/** A thermometer outside: follows the weather through its own inertia, with some wind. */
public final class Temperature extends Thing {
    private static final double INERTIA_SECONDS = 240;
    private static final double WIND_CELSIUS = 0.008;
    private static final double BREATH_CELSIUS = 1.5;

    private final Battery battery;
    private double celsius;

    public Temperature(Surroundings around) {
        super("temperature", around);
        celsius = around.outside();
        battery = new Battery(this, 40 + around.random().nextInt(60), 0.03);
        show();
    }

    /** Somebody takes it in hand. */
    @Override
    public void touch() {
        celsius += BREATH_CELSIUS;
    }

    @Override
    void advance(double seconds) {
        battery.drain(seconds, 1);
        double wind = around().random().nextGaussian() * WIND_CELSIUS * Math.sqrt(seconds);
        celsius += (around().outside() - celsius) * Math.min(1, seconds / INERTIA_SECONDS) + wind;
        show();
    }

    @Override
    void faultsChanged() {
        battery.check();
    }

    private void show() {
        measure("temperature", celsius, 0.1);
        measure("humidity", Math.max(25, Math.min(95, 92 - 2.2 * celsius)), 1);
    }
}
