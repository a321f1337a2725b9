package io.hawser.simulator.things;

/** A motion sensor: true from the first movement until nothing has moved for a while. */
public final class Motion extends Thing {
    private static final double HOLD_SECONDS = 8;

    private final Battery battery;
    private double hold;

    public Motion(Surroundings around) {
        super("motion", around);
        put("motion", false);
        battery = new Battery(this, 40 + around.random().nextInt(60), 0.03);
    }

    @Override
    public void touch() {
        hold = HOLD_SECONDS * around().random().nextDouble(0.7, 1.8);
        measure("motion", true);
    }

    @Override
    void advance(double seconds) {
        battery.drain(seconds, 1);
        hold -= seconds;
        if (hold <= 0) {
            measure("motion", false);
        }
    }

    @Override
    void faultsChanged() {
        battery.check();
    }
}
