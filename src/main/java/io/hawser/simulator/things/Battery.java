package io.hawser.simulator.things;

/** A battery that drains with use, down to where somebody puts it on the charger or changes it. */
final class Battery {
    private static final double SECONDS_AN_HOUR = 3600;
    private static final double LOW = 6;
    private static final double CHANGED_AT = 15;

    private final Thing thing;
    private final double percentAnHour;
    private double charge;

    Battery(Thing thing, double charge, double percentAnHour) {
        this.thing = thing;
        this.charge = charge;
        this.percentAnHour = percentAnHour;
        show();
    }

    /** Time passes; idle is 0 and full use 1. */
    void drain(double seconds, double use) {
        charge -= percentAnHour * use * seconds / SECONDS_AN_HOUR;
        if (charge < CHANGED_AT && !thing.has(Fault.LOW_BATTERY)) {
            charge = 100;
        }
        show();
    }

    /** The fault was switched on or off. */
    void check() {
        if (thing.has(Fault.LOW_BATTERY)) {
            charge = LOW;
        } else if (charge < CHANGED_AT) {
            charge = 100;
        }
        show();
    }

    private void show() {
        thing.put("battery", (int) Math.max(1, Math.ceil(charge)));
    }
}
