package io.hawser.storage.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backup is and holds, the last entry of its file.
 *
 * @param hub the version that made it
 * @param schema the version of PostgreSQL's tables
 * @param madeAt all that was acknowledged before is in it
 * @param tables the columns of each table, those first that others refer to
 * @param days that the kept log has a partition for
 * @param parts all other entries of the file
 */
public record Manifest(
        String hub,
        int schema,
        Instant madeAt,
        Map<String, List<String>> tables,
        List<LocalDate> days,
        List<Part> parts) {
    /** Its name in the file. */
    static final String NAME = "manifest.json";

    private static final String IS = "hawser-backup";
    private static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    public Manifest {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
        days = List.copyOf(days);
        parts = List.copyOf(parts);
    }

    /** One entry of the file. */
    public record Part(String name, long bytes, String sha256) {}

    /** As it stands in the file: times and days as texts of ISO 8601. */
    private record Text(
            String is,
            int format,
            String hub,
            int schema,
            String madeAt,
            Map<String, List<String>> tables,
            List<String> days,
            List<Part> parts) {}

    byte[] json() {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter()
                    .writeValueAsBytes(new Text(
                            IS,
                            FORMAT,
                            hub,
                            schema,
                            madeAt.toString(),
                            tables,
                            days.stream().map(LocalDate::toString).toList(),
                            parts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails with a {@link BackupFailure}. */
    static Manifest read(byte[] json) {
        try {
            int format = MAPPER.readTree(json).path("format").asInt();
            if (format != FORMAT) {
                throw new BackupFailure("it is a backup of format " + format + ", and this hub reads format " + FORMAT);
            }
            Text text = MAPPER.readValue(json, Text.class);
            if (!text.is().equals(IS)) {
                throw new BackupFailure("it is no backup of a hub");
            }
            return new Manifest(
                    text.hub(),
                    text.schema(),
                    Instant.parse(text.madeAt()),
                    text.tables(),
                    text.days().stream().map(LocalDate::parse).toList(),
                    text.parts());
        } catch (java.io.IOException | java.time.DateTimeException | NullPointerException e) {
            throw new BackupFailure("its manifest can't be read", e);
        }
    }
}
