package io.hawser.simulator.things;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The models that can be simulated. */
public final class Things {
    private static final Map<String, Function<Surroundings, Thing>> MODELS = new TreeMap<>(Map.of(
            "light", Light::new,
            "speaker", Speaker::new,
            "thermostat", Thermostat::new,
            "lock", Lock::new,
            "plug", Plug::new,
            "fan", Fan::new,
            "motion", Motion::new,
            "contact", Contact::new,
            "temperature", Temperature::new));

    private Things() {}

    /** A new thing; fails with {@link IllegalArgumentException} that lists the models. */
    public static Thing of(String model, Surroundings around) {
        Function<Surroundings, Thing> maker = MODELS.get(model);
        if (maker == null) {
            throw new IllegalArgumentException(
                    "no model \"" + model + "\" to simulate; there are " + String.join(", ", MODELS.keySet()));
        }
        return maker.apply(around);
    }
}
