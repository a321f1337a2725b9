package io.hawser.bench.rig;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A command as Redis' {@code MONITOR} shows it: {@code 1700000000.123456 [0 127.0.0.1:5123] "EVALSHA" "6b1b…" "1" …}, bytes that are
 * no plain text escaped.
 *
 * @param words the command, byte for byte
 */
record MonitorLine(List<byte[]> words) {
    private static final String ESCAPES = "nrtab";
    private static final String MEANINGS = "\n\r\t\u0007\b";

    /** Empty for what is no line of a client's command, such as one that a script gave. */
    static Optional<MonitorLine> parse(String line) {
        int words = line.indexOf("] \"");
        if (words < 0 || line.substring(0, words).endsWith(" lua")) {
            return Optional.empty();
        }
        List<byte[]> found = new ArrayList<>();
        int at = words + 2;
        while (at < line.length() && line.charAt(at) == '"') {
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            at++;
            while (at < line.length() && line.charAt(at) != '"') {
                at += unescape(line, at, word);
            }
            if (at >= line.length()) {
                return Optional.empty();
            }
            found.add(word.toByteArray());
            at += 2;
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new MonitorLine(found));
    }

    /** Adds what stands there; how many characters that were. */
    private static int unescape(String line, int at, ByteArrayOutputStream word) {
        char first = line.charAt(at);
        if (first != '\\' || at + 1 >= line.length()) {
            word.write(first);
            return 1;
        }
        char second = line.charAt(at + 1);
        if (second == 'x' && at + 3 < line.length()) {
            word.write(Integer.parseInt(line.substring(at + 2, at + 4), 16));
            return 4;
        }
        int known = ESCAPES.indexOf(second);
        word.write(known < 0 ? second : MEANINGS.charAt(known));
        return 2;
    }

    String word(int index) {
        return index < words.size() ? new String(words.get(index), StandardCharsets.UTF_8) : "";
    }

    /** Whether it runs a script, or a function. */
    boolean isScript() {
        String name = word(0);
        return name.equalsIgnoreCase("EVALSHA") || name.equalsIgnoreCase("FCALL");
    }

    /**
     * The word that is the number of a report, ten digits beginning with 1, when it is the write of exactly one by itself; the
     * number of the report before may follow it.
     */
    OptionalInt number() {
        if (!isScript() || !word(2).equals("1")) {
            return OptionalInt.empty();
        }
        int found = -1;
        for (int i = 3; i < words.size(); i++) {
            if (word(i).matches("1\\d{9}")) {
                if (found >= 0 && i > found + 1) {
                    return OptionalInt.empty();
                }
                found = found < 0 ? i : found;
            }
        }
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }
}
