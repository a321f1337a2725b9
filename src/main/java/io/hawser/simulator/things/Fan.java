package io.hawser.simulator.things;

import java.util.List;

/** A fan with a stepless dial. */
public final class Fan extends Thing {
    public Fan(Surroundings around) {
        super("fan", around);
        put("power", "off");
        put("speed", 40);
        control("power", Control.word("power", List.of("on", "off"), power -> put("power", power)));
        control("speed", Control.percent("speed", speed -> put("speed", speed)));
    }

    @Override
    public void touch() {
        if (is("power", "on") && around().random().nextBoolean()) {
            put("speed", 20 * (1 + around().random().nextInt(5)));
        } else {
            put("power", is("power", "on") ? "off" : "on");
        }
    }

    @Override
    void advance(double seconds) {}
}
