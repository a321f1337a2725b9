package io.hawser.app;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hawser.app.BadSettings.Problem;
import io.hawser.app.Settings.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a settings file: YAML, nested or with dotted names. */
final class SettingsFile {
    /** Looked for where the hub is started. */
    static final Path USUAL = Path.of("conf", "hawser.yaml");

    private SettingsFile() {}

    /**
     * The settings in the file by their paths. Without a file named, the usual one is read if it is there.
     *
     * @param named the file that somebody asked for; it must exist
     */
    static Map<String, Given> read(@Nullable Path named) throws BadSettings {
        Path path = named == null ? USUAL : named;
        if (named == null && !Files.exists(path)) {
            return Map.of();
        }
        JsonNode root;
        try {
            ObjectMapper yaml = new ObjectMapper(YAMLFactory.builder().build());
            yaml.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            root = yaml.readTree(Files.readString(path));
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw bad(path, "is no YAML" + where + ": " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw bad(path, Files.exists(path) ? "cannot be read" : "there is no such file");
        }
        if (root.isMissingNode() || root.isNull()) {
            return Map.of();
        }
        if (!root.isObject()) {
            throw bad(path, "must hold settings such as \"http: {port: 8080}\"");
        }
        Map<String, Given> settings = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        flatten("", root, path, settings, problems);
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return settings;
    }

    private static void flatten(
            String prefix, JsonNode node, Path origin, Map<String, Given> settings, List<Problem> problems) {
        node.properties().forEach(field -> {
            String path = prefix + field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                flatten(path + ".", value, origin, settings, problems);
            } else if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(item -> {
                    if (item.isValueNode() && !item.asText().contains(",")) {
                        items.add(item.asText());
                    } else {
                        problems.add(new Problem(
                                path, "\"" + item + "\" (" + origin + ")", "a list's items must be plain values"));
                    }
                });
                settings.put(path, new Given(String.join(",", items), origin.toString()));
            } else if (!value.isNull()) {
                settings.put(path, new Given(value.asText().strip(), origin.toString()));
            }
        });
    }

    private static BadSettings bad(Path path, String help) {
        return new BadSettings(List.of(new Problem("settings", path.toString(), help)));
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
