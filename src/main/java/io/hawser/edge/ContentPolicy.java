package io.hawser.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page may load and run (CSP level 3): its own host's files, and the inline scripts that it was delivered with. */
final class ContentPolicy {
    private static final Pattern SCRIPT =
            Pattern.compile("<script\\b([^>]*)>(.*?)</script>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SRC = Pattern.compile("\\bsrc\\s*=", Pattern.CASE_INSENSITIVE);

    private static final String REST = "; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'"
            + "; form-action 'self'; frame-ancestors 'none'";

    private ContentPolicy() {}

    /** For a page whose inline scripts (an import map, for one) are known by their hashes. */
    static String of(String html) {
        StringBuilder scripts = new StringBuilder("default-src 'self'; script-src 'self'");
        Matcher script = SCRIPT.matcher(html);
        while (script.find()) {
            if (!SRC.matcher(script.group(1)).find()) {
                scripts.append(" 'sha256-").append(hash(script.group(2))).append('\'');
            }
        }
        return scripts.append("; style-src 'self'").append(REST).toString();
    }

    /** For the page that shows the contract: its viewer writes styles into its elements. */
    static String ofDocs() {
        return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'" + REST;
    }

    /** As the browser sees the text: it turns all line ends into one. */
    private static String hash(String script) {
        try {
            byte[] text = script.replace("\r\n", "\n").replace('\r', '\n').getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
