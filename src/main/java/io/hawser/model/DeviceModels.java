package io.hawser.model;

import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models that come along, read once from {@code models/*.json} on the class path. Checks are done where they are called,
 * without any input or output; safe for use by any thread.
 */
public final class DeviceModels {
    private static final List<String> NAMES = List.of(
            "light", "speaker", "thermostat", "lock", "plug", "fan", "motion", "contact", "temperature", "generic");

    private final Map<String, DeviceModel> models = new LinkedHashMap<>();

    private DeviceModels() {}

    /** Reads them; fails with an exception when the jar is not whole. */
    public static DeviceModels load() {
        DeviceModels loaded = new DeviceModels();
        NAMES.forEach(name -> loaded.models.put(name, DeviceModel.parse(resource(name))));
        return loaded;
    }

    /** A model by its name. */
    public Optional<DeviceModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** A model by its name; throws {@code NOT_FOUND}. */
    public DeviceModel model(String name) {
        return find(name).orElseThrow(() -> Failure.notFound("model"));
    }

    /** All models, in the order of the contract. */
    public List<DeviceModel> all() {
        return List.copyOf(models.values());
    }

    /** Their names, in the same order. */
    public List<String> names() {
        return NAMES;
    }

    /**
     * Throws {@code BAD_VALUE} with {@code /set/…} for each known property whose value does not fit. Properties that the model does
     * not know pass; of a model that is not known here, everything does.
     */
    public void checkReport(String model, Map<String, Json> set) {
        find(model).ifPresent(known -> known.checkReport(set));
    }

    /**
     * Throws {@code BAD_VALUE} on {@code /name} for a command that the model does not have, and with {@code /args/…} for each
     * argument that does not fit.
     *
     * @param args a JSON object
     */
    public void checkCommand(String model, String name, Json args) {
        find(model).ifPresent(known -> known.checkCommand(name, args));
    }

    /** Throws {@code BAD_VALUE} with {@code /…} for each property that can't be wanted of such a device, or not so. */
    public void checkDesired(String model, Map<String, Json> set) {
        find(model).ifPresent(known -> known.checkDesired(set));
    }

    private static String resource(String name) {
        String path = "/models/" + name + ".json";
        try (InputStream in = DeviceModels.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
