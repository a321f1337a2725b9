package io.hawser.storage.postgres;

/**
 * U+0000 in JSON that goes through PostgreSQL, which takes it as an escape in {@code json} but fails every statement that looks
 * inside. It is kept as U+E000 (private use) and "0"; U+E000 itself as U+E000 and "e". Property names in SQL are in this form.
 */
final class JsonNul {
    private static final char MARK = '\uE000';
    private static final char NUL = '0';
    private static final char ITSELF = 'e';
    private static final String ESCAPE = "\\u0000";

    private JsonNul() {}

    /** JSON text as it is kept. */
    static String kept(String json) {
        if (json.indexOf(MARK) < 0 && !json.contains(ESCAPE)) {
            return json;
        }
        StringBuilder text = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == MARK) {
                text.append(MARK).append(ITSELF);
            } else if (c != '\\') {
                text.append(c);
            } else if (json.startsWith(ESCAPE, i)) {
                text.append(MARK).append(NUL);
                i += ESCAPE.length() - 1;
            } else {
                // The next character belongs to the escape: of "\\u0000" only the first backslash begins one.
                text.append(c);
                if (++i < json.length()) {
                    text.append(json.charAt(i));
                }
            }
        }
        return text.toString();
    }

    /** What {@link #kept} was given. */
    static String json(String kept) {
        return restored(kept, ESCAPE);
    }

    /** A plain name (no JSON) as it stands inside kept JSON once PostgreSQL has read it. */
    static String keptName(String name) {
        if (name.indexOf(MARK) < 0 && name.indexOf('\0') < 0) {
            return name;
        }
        return name.replace(String.valueOf(MARK), "" + MARK + ITSELF).replace("\0", "" + MARK + NUL);
    }

    /** What {@link #keptName} was given. */
    static String name(String kept) {
        return restored(kept, "\0");
    }

    private static String restored(String kept, String nul) {
        if (kept.indexOf(MARK) < 0) {
            return kept;
        }
        StringBuilder text = new StringBuilder(kept.length());
        for (int i = 0; i < kept.length(); i++) {
            char c = kept.charAt(i);
            char next = i + 1 < kept.length() ? kept.charAt(i + 1) : '\0';
            if (c == MARK && next == NUL) {
                text.append(nul);
                i++;
            } else if (c == MARK && next == ITSELF) {
                text.append(MARK);
                i++;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
