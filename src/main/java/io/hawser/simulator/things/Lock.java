package io.hawser.simulator.things;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A door lock: its motor needs a second, and what it says is where the bolt is, not where it should be. */
public final class Lock extends Thing {
    private static final double MOTOR_SECONDS = 1.0;

    private final Battery battery;
    private boolean wanted = true;
    private double turned = MOTOR_SECONDS;
    private @Nullable Answer underway;

    public Lock(Surroundings around) {
        super("lock", around);
        put("locked", true);
        battery = new Battery(this, 60 + around.random().nextInt(40), 0.05);
        control("locked", Control.flag("locked", this::turn));
    }

    @Override
    public void touch() {
        turn(!is("locked", true));
    }

    @Override
    void perform(String name, Map<String, Object> args, Answer answer) {
        switch (name) {
            case "lock", "unlock" -> {
                begin(answer);
                turn(name.equals("lock"));
                settle(answer);
            }
            default -> super.perform(name, args, answer);
        }
    }

    @Override
    void advance(double seconds) {
        boolean moving = turned < MOTOR_SECONDS;
        battery.drain(seconds, moving ? 200 : 1);
        if (!moving) {
            return;
        }
        turned = Math.min(MOTOR_SECONDS, turned + seconds);
        Answer answer = underway;
        if (has(Fault.JAM) && turned >= MOTOR_SECONDS / 2) {
            turned = MOTOR_SECONDS;
            wanted = is("locked", true);
            underway = null;
            if (answer != null) {
                answer.failed("JAMMED", "The bolt does not move.");
            }
        } else if (turned >= MOTOR_SECONDS) {
            put("locked", wanted);
            underway = null;
            if (answer != null) {
                answer.done(Map.of());
            }
        } else if (answer != null) {
            answer.running((int) (100 * turned / MOTOR_SECONDS));
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
        if (turned >= MOTOR_SECONDS) {
            answer.done(Map.of());
        } else {
            underway = answer;
            answer.running(0);
        }
    }

    @Override
    void faultsChanged() {
        battery.check();
    }

    private void turn(boolean locked) {
        boolean moving = turned < MOTOR_SECONDS;
        if (moving ? locked != wanted : !is("locked", locked)) {
            turned = 0;
        }
        wanted = locked;
        if (is("locked", locked)) {
            // Back to where it was: nothing to wait for.
            turned = MOTOR_SECONDS;
        }
    }
}
