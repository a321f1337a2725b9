package io.hawser.edge;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The panel with its libraries and the page of the contract, as a node's edges share them. Safe for use by any thread. */
public final class PanelFiles {
    static final String INDEX = "index.html";

    private final Assets panel;
    private final WebJars libraries = new WebJars();
    private final Assets docs = Assets.ofClassPath("openapi");
    private volatile @Nullable Policy policy;

    /** Blocks while it looks for them; fails when the panel or one of its libraries is missing. */
    public PanelFiles(EdgeSettings settings) {
        Path folder = settings.webroot();
        panel = folder == null ? Assets.ofClassPath("webroot") : Assets.ofFolder(folder);
        if (panel.read(INDEX).isEmpty()) {
            throw new IllegalStateException(
                    "no panel: " + (folder == null ? "webroot" : folder) + "/" + INDEX + " is missing");
        }
    }

    @Nullable Asset kept(String path) {
        return path.startsWith("lib/") ? libraries.kept(path.substring(4)) : panel.kept(path);
    }

    Optional<Asset> read(String path) {
        return path.startsWith("lib/") ? libraries.read(path.substring(4)) : panel.read(path);
    }

    /** {@code docs.html} and {@code docs.js}. */
    Optional<Asset> doc(String name) {
        return docs.read(name);
    }

    /** The content policy of this version of the panel's page. */
    String policy(Asset index) {
        Policy known = policy;
        if (known == null || !known.tag().equals(index.tag())) {
            known = new Policy(index.tag(), ContentPolicy.of(index.text()));
            policy = known;
        }
        return known.text();
    }

    private record Policy(String tag, String text) {}
}
