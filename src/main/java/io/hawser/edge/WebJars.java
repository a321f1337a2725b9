package io.hawser.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The panel's libraries on the class path, addressed without their versions. Only what the panel needs is there; source maps are
 * not.
 */
final class WebJars {
    private static final Map<String, String> GROUPS = Map.of(
            "lit", "org.webjars.npm",
            "lit-html", "org.webjars.npm",
            "lit-element", "org.webjars.npm",
            "lit__reactive-element", "org.webjars.npm",
            "echarts", "org.webjars",
            "swagger-ui", "org.webjars");

    private final Map<String, Assets> libraries = new TreeMap<>();

    /** Finds their versions; fails when one of them is not on the class path. */
    WebJars() {
        GROUPS.forEach((artifact, group) -> libraries.put(
                artifact,
                Assets.ofClassPath("META-INF/resources/webjars/" + artifact + "/" + version(group, artifact))));
    }

    /** What has been read already of {@code lit/index.js}. */
    @Nullable Asset kept(String path) {
        Assets library = libraries.get(artifact(path));
        return library == null ? null : library.kept(file(path));
    }

    /** Reads {@code lit/index.js}; blocks. */
    Optional<Asset> read(String path) {
        Assets library = libraries.get(artifact(path));
        return library == null || path.endsWith(".map") ? Optional.empty() : library.read(file(path));
    }

    private static String artifact(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static String file(String path) {
        return path.substring(path.indexOf('/') + 1);
    }

    private static String version(String group, String artifact) {
        String name = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = WebJars.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the library " + artifact + " is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
