package io.hawser.storage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Lua scripts, each one atomic step; what they take and answer is told at the head of each file. */
enum Script {
    OPEN("tokens prelude"),
    WRITE("prelude"),
    CLOSE("prelude"),
    CONFIRM("prelude"),
    KEEPALIVE("prelude"),
    CARRIED("prelude"),
    WAITING("prelude"),
    CATCHUP("prelude"),
    SNAPSHOTS("prelude"),
    SEED("prelude"),
    END("prelude"),
    APPEND("prelude"),
    FAULT("prelude"),
    SHARE("prelude"),
    DESIRE("prelude"),
    OFFER("prelude"),
    SESSION("prelude"),
    FORGET("prelude"),
    ERASE("prelude"),
    ERASE_USER("users"),
    SUBMIT("prelude"),
    STEP("prelude"),
    CANCEL("prelude"),
    COMMAND("prelude"),
    COMMANDS("prelude"),
    CLAIM("prelude"),
    OUTBOX(""),
    KEPT(""),
    REFUSE(""),
    BACKLOG(""),
    CENSUS(""),
    LOGIN("users"),
    ROTATE("users"),
    LOGOUT("users"),
    PEOPLE("users"),
    TERMINAL_OPEN("tokens users"),
    TERMINAL_CLOSE("users"),
    TERMINAL_END("users"),
    TERMINAL_KEEP("users"),
    USED("users"),
    LEAVING("users"),
    LEFT("users"),
    /** Runs several calls of others that are listed here. */
    BULK("tokens prelude", OPEN, WRITE, CLOSE, CONFIRM, SUBMIT, STEP, OUTBOX, KEPT, BACKLOG);

    @SuppressWarnings("ImmutableEnumChecker") // List.of() can't change.
    private final List<Script> calls;

    private final String word;
    private final String body;
    private final String text;
    private final String sha;

    /** @param preludes what comes before it, by file, with spaces between */
    Script(String preludes, Script... calls) {
        this.calls = List.of(calls);
        word = name().toLowerCase(Locale.ROOT);
        body = read(word);
        text = Stream.of(preludes.split(" "))
                        .filter(prelude -> !prelude.isEmpty())
                        .map(prelude -> read(prelude) + "\n")
                        .collect(Collectors.joining())
                + functions()
                + body;
        sha = sha1(text);
    }

    /** What it is called by in a bulk. */
    String word() {
        return word;
    }

    /** Whether several calls of it may go as one {@link #BULK}. */
    boolean goesInBulk() {
        return BULK.calls.contains(this);
    }

    /** What EVAL and SCRIPT LOAD take. */
    String text() {
        return text;
    }

    /** What EVALSHA takes. */
    String sha() {
        return sha;
    }

    /** A table of functions, one for each script that this one may run. */
    private String functions() {
        if (calls.isEmpty()) {
            return "";
        }
        StringBuilder functions = new StringBuilder("local calls = {}\n");
        for (Script call : calls) {
            functions
                    .append("calls.")
                    .append(call.word())
                    .append(" = function()\n")
                    .append(call.body)
                    .append("\nend\n");
        }
        return functions.toString();
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("missing in the build: lua/" + name + ".lua");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
