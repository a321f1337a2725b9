package io.hawser.model;

import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.TermsWish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models as they are in force on this node: those of files, and over them what administrators made. Checks are done where they
 * are called, without any input or output; safe for use by any thread.
 */
public final class DeviceModels {
    private final Map<String, ModelFiles.ModelFile> files = new LinkedHashMap<>();
    private final Map<String, Made> made = new HashMap<>();
    private volatile Map<String, DeviceModel> current = Map.of();

    public DeviceModels(List<ModelFiles.ModelFile> files) {
        files.forEach(file -> this.files.put(file.model().name(), file));
        combine();
    }

    /** Those that come along, with nothing asked of their checks, rules and repair. Blocks. */
    public static DeviceModels load() {
        return new DeviceModels(ModelFiles.read(null, new ModelReader(ModelParts.ANY)));
    }

    /**
     * What an administrator made of one.
     *
     * @param version the count of what was made of it; an older one than is known changes nothing
     * @param model null: what was made was taken back
     */
    synchronized void made(String name, long version, @Nullable DeviceModel model) {
        Made before = made.get(name);
        if (before == null || before.version() < version) {
            made.put(name, new Made(version, model));
            combine();
        }
    }

    private void combine() {
        Map<String, DeviceModel> all = new LinkedHashMap<>();
        files.forEach((name, file) -> all.put(name, file.model()));
        List<String> own = new ArrayList<>(made.keySet());
        own.sort(null);
        for (String name : own) {
            DeviceModel model = made.getOrDefault(name, Made.NONE).model();
            if (model != null) {
                all.put(name, model);
            }
        }
        current = java.util.Collections.unmodifiableMap(all);
    }

    /** A model by its name. */
    public Optional<DeviceModel> find(String name) {
        return Optional.ofNullable(current.get(name));
    }

    /** A model by its name; throws {@code NOT_FOUND}. */
    public DeviceModel model(String name) {
        return find(name).orElseThrow(() -> Failure.notFound("model"));
    }

    /** All models: those of the contract in its order, then the others by name. */
    public List<DeviceModel> all() {
        return List.copyOf(current.values());
    }

    /** Their names, in the same order. */
    public List<String> names() {
        return List.copyOf(current.keySet());
    }

    /** The text of the file that a model of that name is read from, if there is one. */
    Optional<String> file(String name) {
        return Optional.ofNullable(files.get(name)).map(ModelFiles.ModelFile::text);
    }

    /** What of its devices' sessions is other than the hub's settings; of a model that is not known, nothing. */
    public TermsWish terms(String model) {
        return find(model).map(DeviceModel::terms).orElse(TermsWish.NONE);
    }

    /** What is watched of a model's devices; of a model that is not known, nothing of its own. */
    public List<Json> checks(String model) {
        return find(model).map(DeviceModel::checks).orElse(List.of());
    }

    /**
     * Throws {@code BAD_VALUE} with {@code /set/…} for each known property whose value does not fit. Properties that the model does
     * not know pass; of a model that is not known here, everything does.
     */
    public void checkReport(String model, Map<String, Json> set) {
        find(model).ifPresent(known -> known.checkReport(set));
    }

    /** Throws {@code BAD_VALUE} with {@code /data…} for each part of an event's data that does not fit. Unknown events pass. */
    public void checkEvent(String model, String event, Json data) {
        find(model).ifPresent(known -> known.checkEvent(event, data));
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

    /** What an administrator made of a model; null: nothing that holds. */
    private record Made(long version, @Nullable DeviceModel model) {
        static final Made NONE = new Made(0, null);
    }
}
