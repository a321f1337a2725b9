package io.hawser.storage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The Lua scripts, each one atomic step; what they take and answer is told at the head of each file. */
enum Script {
    OPEN("prelude"),
    WRITE("prelude"),
    CLOSE("prelude"),
    CONFIRM("prelude"),
    KEEPALIVE("prelude"),
    CATCHUP("prelude"),
    SNAPSHOTS("prelude"),
    SEED("prelude"),
    END("prelude"),
    APPEND("prelude"),
    DESIRE("prelude"),
    SESSION("prelude"),
    FORGET("prelude"),
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
    LOGIN("users"),
    ROTATE("users"),
    LOGOUT("users"),
    PEOPLE("users"),
    TERMINAL_OPEN("users"),
    TERMINAL_CLOSE("users"),
    TERMINAL_END("users");

    private final String text;
    private final String sha;

    Script(String prelude) {
        text = (prelude.isEmpty() ? "" : read(prelude) + "\n") + read(name().toLowerCase(Locale.ROOT));
        sha = sha1(text);
    }

    /** What EVAL and SCRIPT LOAD take. */
    String text() {
        return text;
    }

    /** What EVALSHA takes. */
    String sha() {
        return sha;
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
