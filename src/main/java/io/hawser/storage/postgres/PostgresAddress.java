package io.hawser.storage.postgres;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where PostgreSQL is, read from its URL, for the driver of every day and for the one that migrates. */
record PostgresAddress(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        SslMode tls,
        @Nullable String roots) {
    private static final int PORT = 5432;

    /** @throws IllegalArgumentException with words for a person, without the password */
    static PostgresAddress of(String url) {
        URI uri = parsed(url);
        String scheme = uri.getScheme();
        String host = uri.getHost();
        if (host == null || !("postgres".equals(scheme) || "postgresql".equals(scheme))) {
            throw new IllegalArgumentException("the URL must be postgresql://user:password@host:port/database");
        }
        String[] who = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        Map<String, String> query = query(uri.getRawQuery());
        String user = who.length > 0 && !who[0].isEmpty() ? decoded(who[0]) : query.getOrDefault("user", "postgres");
        return new PostgresAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() < 0 ? PORT : uri.getPort(),
                path.length() > 1 ? decoded(path.substring(1)) : user,
                user,
                who.length > 1 ? decoded(who[1]) : query.get("password"),
                tls(query.getOrDefault("sslmode", "prefer")),
                query.get("sslrootcert"));
    }

    /** For the driver of every day. */
    PgConnectOptions options() {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(database)
                .setUser(user)
                .setSslMode(tls);
        if (password != null) {
            options.setPassword(password);
        }
        if (tls != SslMode.DISABLE) {
            options.setSslOptions(ssl());
        }
        return options;
    }

    /** For JDBC, with {@link #properties}. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"
                + java.net.URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** @param connect how long a connection may take to come about */
    Properties properties(Duration connect) {
        Properties properties = new Properties();
        String seconds = String.valueOf(Math.max(1, connect.toSeconds()));
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("ApplicationName", "hawser");
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("sslmode", tls.value);
        if (roots != null) {
            properties.setProperty("sslrootcert", roots);
        } else if (checksTheServer()) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return properties;
    }

    /** For people: without user and password. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }

    private ClientSSLOptions ssl() {
        ClientSSLOptions ssl = new ClientSSLOptions();
        // As libpq has it: "require" encrypts, and only the modes that say so look at the certificate.
        if (!checksTheServer()) {
            ssl.setTrustAll(true);
        } else if (roots != null) {
            ssl.setTrustOptions(new PemTrustOptions().addCertPath(roots));
        }
        ssl.setHostnameVerificationAlgorithm(tls == SslMode.VERIFY_FULL ? "HTTPS" : "");
        return ssl;
    }

    private boolean checksTheServer() {
        return tls == SslMode.VERIFY_CA || tls == SslMode.VERIFY_FULL;
    }

    private static SslMode tls(String word) {
        try {
            return SslMode.of(word.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "sslmode must be disable, allow, prefer, require, verify-ca or verify-full", e);
        }
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Not its message: that quotes the URL, password and all.
            throw new IllegalArgumentException("the URL is none: " + e.getReason(), null);
        }
    }

    private static Map<String, String> query(@Nullable String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : (text == null ? "" : text).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        // In a URL's user and path a plus is a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
