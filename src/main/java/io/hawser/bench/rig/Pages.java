package io.hawser.bench.rig;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a hub on this machine answers to a plain GET. Blocks. */
public final class Pages {
    private Pages() {}

    /** The HTTP status; 0 when nobody answers within 3 s. */
    public static int status(int port, String path) {
        try {
            return open(port, path, 3_000).getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The text of the answer; fails with {@link BenchFailure} when there is none within 10 s. */
    public static String text(int port, String path) {
        try {
            return new String(open(port, path, 10_000).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BenchFailure("the hub does not tell " + path + ": " + e.getMessage());
        }
    }

    /** The text of the answer, also where it is one of failure; empty when there is none within 3 s. */
    public static String anyText(int port, String path) {
        try {
            HttpURLConnection connection = open(port, path, 3_000);
            InputStream in =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static HttpURLConnection open(int port, String path, int patience) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(patience);
        return connection;
    }
}
