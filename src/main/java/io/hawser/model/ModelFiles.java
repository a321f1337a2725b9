package io.hawser.model;

import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.protocol.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Models in files, one each, {@code <model>.yaml}: those that come along, and those in a folder, which take their place or come
 * beside them. Reading blocks.
 */
public final class ModelFiles {
    private static final List<String> NAMES = List.of(
            "light", "speaker", "thermostat", "lock", "plug", "fan", "motion", "contact", "temperature", "generic");

    private ModelFiles() {}

    /**
     * All of them, those that come along first.
     *
     * @param folder null: none
     * @throws BrokenModels with everything that is wrong in the folder
     */
    public static List<ModelFile> read(@Nullable Path folder, ModelReader reader) {
        Map<String, ModelFile> all = new LinkedHashMap<>();
        NAMES.forEach(name -> all.put(name, file(name, resource(name), reader, DeviceModel.Origin.HUB)));
        if (folder != null) {
            List<String> problems = new ArrayList<>();
            files(folder).forEach(file -> read(file, reader, all, problems));
            if (!problems.isEmpty()) {
                throw new BrokenModels(problems);
            }
        }
        return List.copyOf(all.values());
    }

    /** A model and the text that it was read from. */
    public record ModelFile(DeviceModel model, String text) {}

    private static void read(Path file, ModelReader reader, Map<String, ModelFile> all, List<String> problems) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
        try {
            all.put(name, file(name, Files.readString(file), reader, DeviceModel.Origin.FOLDER));
        } catch (Failure failure) {
            if (failure.fields().isEmpty()) {
                problems.add(file + ": " + failure.words());
            }
            for (FieldError error : failure.fields()) {
                String line = error.line() == null ? "" : " line " + error.line();
                problems.add(file + line + ": " + error.path() + " " + error.message());
            }
        } catch (IOException e) {
            problems.add(file + " cannot be read: " + e.getMessage());
        }
    }

    private static ModelFile file(String name, String text, ModelReader reader, DeviceModel.Origin origin) {
        YamlText yaml = YamlText.of(text);
        try {
            return new ModelFile(reader.read(name, yaml.root(), origin), text);
        } catch (Failure failure) {
            throw Failure.invalid(yaml.located(failure.fields()));
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("[^.].*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BrokenModels(List.of(folder + " cannot be read as a folder"));
        }
    }

    private static String resource(String name) {
        String path = "/conf/models/" + name + ".yaml";
        try (InputStream in = ModelFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
