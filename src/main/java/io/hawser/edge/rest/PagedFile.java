package io.hawser.edge.rest;

import io.hawser.domain.Page;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A list as a file, a page at a time: the next is read when the one before has left. For one answer, on its event loop. */
final class PagedFile<T> implements Supplier<Future<Optional<Buffer>>> {
    private final Function<String, Future<Page<T>>> read;
    private final Written<T> written;
    private @Nullable Page<T> ready;
    private @Nullable String cursor;

    /**
     * @param first has been read, so that a refusal is an answer of its own
     * @param read the page after a cursor
     */
    PagedFile(Page<T> first, Function<String, Future<Page<T>>> read, Written<T> written) {
        ready = first;
        this.read = read;
        this.written = written;
    }

    /** A page as a part of the file. */
    interface Written<T> {
        Buffer part(List<T> items, boolean first, boolean last);
    }

    @Override
    public Future<Optional<Buffer>> get() {
        Page<T> first = ready;
        if (first != null) {
            ready = null;
            return Future.succeededFuture(Optional.of(part(first, true)));
        }
        return cursor == null
                ? Future.succeededFuture(Optional.empty())
                : read.apply(cursor).map(page -> Optional.of(part(page, false)));
    }

    private Buffer part(Page<T> page, boolean first) {
        cursor = page.next();
        return written.part(page.items(), first, cursor == null);
    }
}
