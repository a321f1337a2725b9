package io.hawser.model;

import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import java.util.List;

/**
 * Who knows what the parts of a model must be that this package does not read itself.
 *
 * @param checks what is watched of its devices
 * @param rules what happens by itself
 * @param repair how their faults are mended
 */
public record ModelParts(Part checks, Part rules, Part repair) {
    /** Takes everything: for who needs only what models say of properties and commands. */
    public static final ModelParts ANY = new ModelParts(
            (model, parts, path) -> List.of(), (model, parts, path) -> List.of(), (model, parts, path) -> List.of());

    /** What is wrong with one list of a model. */
    @FunctionalInterface
    public interface Part {
        /**
         * Everything that is wrong; nothing when it is well.
         *
         * @param model the model with its properties, commands and events
         * @param parts JSON objects
         * @param path of the list, which the path of each error begins with
         */
        List<FieldError> errors(DeviceModel model, List<Json> parts, String path);
    }
}
