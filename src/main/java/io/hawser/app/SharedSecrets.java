package io.hawser.app;

import io.hawser.identity.SealedSecrets;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets that are the same on all nodes. Where an earlier version kept one in a file, it is that of the node which starts first. */
final class SharedSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSecrets.class);

    private final DataFolder folder;
    private final SealedSecrets sealed;

    SharedSecrets(DataFolder folder, SealedSecrets sealed) {
        this.folder = folder;
        this.sealed = sealed;
    }

    /** The secret of that name, made when it is first asked for. Blocks; fails with {@link StartFailure}. */
    String find(String name, Supplier<String> fresh) {
        Optional<String> file = folder.keptSecret(name);
        String shared = Blocking.await(sealed.find(name, () -> file.orElseGet(fresh)));
        if (file.isPresent() && !file.get().equals(shared)) {
            LOG.atWarn()
                    .addKeyValue("file", "secrets/" + name)
                    .log("a secret differs from what all nodes share, and is not used");
        }
        return shared;
    }
}
