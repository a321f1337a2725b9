package io.hawser.simulator.things;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lamp that dims: brightness runs towards its target and is reported on the way, as its dial would show it. */
public final class Light extends Thing {
    private static final double PERCENT_A_SECOND = 60;
    private static final List<Integer> SCENES = List.of(25, 60, 100);

    private double level = 70;
    private int target = 70;
    private @Nullable Answer underway;

    public Light(Surroundings around) {
        super("light", around);
        put("power", around.random().nextBoolean() ? "on" : "off");
        put("brightness", target);
        put("color", "#ffd9a0");
        control("power", Control.word("power", List.of("on", "off"), power -> put("power", power)));
        control("brightness", Control.percent("brightness", brightness -> target = brightness));
        control("color", Control.color("color", color -> put("color", color)));
    }

    @Override
    public void touch() {
        if (is("power", "on") && around().random().nextInt(3) == 0) {
            target = SCENES.get(around().random().nextInt(SCENES.size()));
        } else {
            put("power", is("power", "on") ? "off" : "on");
        }
    }

    @Override
    void advance(double seconds) {
        double way = target - level;
        double stride = Math.min(Math.abs(way), PERCENT_A_SECOND * seconds);
        level += Math.signum(way) * stride;
        put("brightness", (int) Math.round(level));
        Answer answer = underway;
        if (answer != null) {
            if (level == target) {
                underway = null;
                answer.done(Map.of());
            } else {
                answer.running((int) (100 - Math.abs(target - level)));
            }
        }
    }

    @Override
    void begin(Answer answer) {
        Answer older = underway;
        underway = null;
        if (older != null) {
            older.failed("REPLACED", "A newer command took its place.");
        }
    }

    @Override
    void settle(Answer answer) {
        if (level == target) {
            answer.done(Map.of());
        } else {
            underway = answer;
            answer.running(0);
        }
    }

    @Override
    void hasten() {
        level = target;
        put("brightness", target);
    }
}
