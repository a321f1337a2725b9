package io.hawser.simulator.things;

/** A contact at a door or window; who opens it closes it after a while. */
public final class Contact extends Thing {
    private static final double OPEN_SECONDS = 9;

    private final Battery battery;
    private double open;

    public Contact(Surroundings around) {
        super("contact", around);
        put("open", false);
        battery = new Battery(this, 40 + around.random().nextInt(60), 0.03);
    }

    @Override
    public void touch() {
        open = OPEN_SECONDS * around().random().nextDouble(0.3, 3);
        measure("open", true);
    }

    @Override
    void advance(double seconds) {
        battery.drain(seconds, 1);
        open -= seconds;
        if (open <= 0) {
            measure("open", false);
        }
    }

    @Override
    void faultsChanged() {
        battery.check();
    }
}
