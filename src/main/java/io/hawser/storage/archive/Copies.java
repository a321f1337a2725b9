package io.hawser.storage.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of an archive as files of this machine, in the order in which they were asked for, until they are closed. */
final class Copies implements AutoCloseable {
    private final List<Path> files;
    private final @Nullable Path lease;

    /** @param lease a folder that ends with them; null: they are where they are anyway */
    Copies(List<Path> files, @Nullable Path lease) {
        this.files = List.copyOf(files);
        this.lease = lease;
    }

    List<Path> files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        if (lease != null) {
            FolderFiles.delete(lease);
        }
    }
}
