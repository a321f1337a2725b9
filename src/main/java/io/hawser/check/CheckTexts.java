package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hawser.domain.Fault;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.fault.Handbook;
import io.hawser.fault.Handling;
import io.hawser.protocol.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of faults: the words of the check that raised it, as it is in force for the device; what it says nothing of, by
 * the hub's own words for the code, and at last by words that fit any. Safe for use by any thread.
 */
public final class CheckTexts implements Handbook {
    private static final String WORDS = "/checks/words.yaml";
    private static final String ANY = "*";

    private final CheckBook book;
    private final JsonNode words;

    public CheckTexts(CheckBook book) {
        this.book = book;
        try (InputStream in = CheckTexts.class.getResourceAsStream(WORDS)) {
            if (in == null) {
                throw new IllegalStateException("missing from the class path: " + WORDS);
            }
            words = new ObjectMapper(new YAMLFactory()).readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Handling handling(String told, Severity severity, @Nullable String model, @Nullable Json override) {
        String code = Fault.base(told);
        List<JsonNode> sources = new ArrayList<>();
        if (model != null) {
            sources.addAll(worded(code, severity, model, override));
        }
        sources.add(words.path(code));
        sources.add(words.path(ANY));
        Map<String, String> title = text("title", sources, code);
        return new Handling(
                code.equals(told) ? title : practised(title),
                text("means", sources, code),
                text("advice", sources, code));
    }

    private Map<String, String> practised(Map<String, String> title) {
        Map<String, String> practised = new HashMap<>();
        title.forEach((language, words) -> practised.put(
                language, this.words.path("DRILL").path(language).asText("%s").formatted(words)));
        return practised;
    }

    /** The device's checks of the code, those of the severity first; then the hub's, whose place a model's may have taken. */
    private List<JsonNode> worded(String code, Severity severity, String model, @Nullable Json override) {
        String how = Words.lower(severity);
        List<JsonNode> sources = new ArrayList<>();
        List<ObjectNode> checks = book.of(model, code, override);
        checks.stream()
                .filter(check -> check.path("severity").asText().equals(how))
                .forEach(sources::add);
        checks.stream()
                .filter(check -> !check.path("severity").asText().equals(how))
                .forEach(sources::add);
        sources.addAll(book.common(code));
        return sources;
    }

    /** By language, each by the first that has it. */
    private static Map<String, String> text(String name, List<JsonNode> sources, String code) {
        Map<String, String> text = new HashMap<>();
        for (JsonNode source : sources) {
            JsonNode said = source.path(name);
            if (said.isTextual()) {
                text.putIfAbsent("en", said.asText());
            }
            said.properties()
                    .forEach(language -> text.putIfAbsent(
                            language.getKey(), language.getValue().asText().replace("{code}", code)));
        }
        return text;
    }
}
