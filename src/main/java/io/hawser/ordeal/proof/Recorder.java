package io.hawser.ordeal.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file of one client: a note a line, as JSON. What is noted is in the file after {@link #flush}. Safe for use by several
 * threads; the order is that of the calls.
 */
public final class Recorder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".notes";

    private final BufferedWriter out;
    private boolean closed;

    /** A new file in a folder that is there; fails with {@link UncheckedIOException}, as all here does. */
    public Recorder(Path folder, String client) {
        try {
            out = Files.newBufferedWriter(folder.resolve(client.replaceAll("[^A-Za-z0-9_.-]", "-") + SUFFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends a note; one that comes after the end is dropped. */
    public synchronized void note(Note note) {
        if (closed) {
            return;
        }
        try {
            out.write(JSON.writeValueAsString(note));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes out what is buffered. */
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All notes of a folder, each file's in its order; what is being noted meanwhile may be missing. */
    public static List<Note> read(Path folder) {
        List<Note> notes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                for (String line : lines(file)) {
                    notes.add(parse(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return notes;
    }

    /** The whole ones: what is still being noted may be there in part. */
    private static List<String> lines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    }

    private static Note parse(String line) throws JsonProcessingException {
        return JSON.readValue(line, Note.class);
    }
}
