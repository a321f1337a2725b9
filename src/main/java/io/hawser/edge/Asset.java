package io.hawser.edge;

import io.hawser.domain.Secret;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is sent.
 *
 * @param gzip the same compressed; null where that gains nothing
 * @param tag what tells it from its other versions
 */
record Asset(Buffer content, @Nullable Buffer gzip, String type, String tag) {
    private static final int TAG = 20;
    private static final int WORTH_IT = 1024;

    private static final String BYTES = "application/octet-stream";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** A file by its name; compressing may take some milliseconds. */
    static Asset of(String name, byte[] bytes) {
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), BYTES);
        boolean text = type.startsWith("text/") || type.endsWith("json") || type.endsWith("svg+xml");
        Buffer gzip = text && bytes.length >= WORTH_IT ? compressed(bytes) : null;
        return new Asset(Buffer.buffer(bytes), gzip, type, Secret.hash(bytes).substring(0, TAG));
    }

    String text() {
        return content.toString();
    }

    private static Buffer compressed(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(compressed.toByteArray());
    }
}
