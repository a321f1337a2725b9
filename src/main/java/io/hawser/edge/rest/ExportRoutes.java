package io.hawser.edge.rest;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.history.HistoryService;
import io.hawser.history.LogFilter;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A device's log as a file, a page at a time: the next is read when the one before has left. */
final class ExportRoutes {
    private final Services hub;
    private final HistoryService history;

    ExportRoutes(Services hub) {
        this.hub = hub;
        history = new HistoryService(hub.history());
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("exportLog", this::export);
    }

    /** The first page is there before anything is answered, so that a refusal is one. */
    private Future<Answer> export(Call call) {
        Arguments given = call.arguments();
        DeviceId device = DeviceRoutes.device(call);
        LogFilter filter = LogArguments.filter(given);
        boolean csv = given.text("format").equals("csv");
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> page(device, filter, null))
                .compose(first -> Archived.since(hub.history(), filter.from(), filter.kinds())
                        .map(archived -> {
                            LogFile file = csv ? new CsvLog() : new JsonLog(device, archived);
                            return Answer.parts(file.mediaType(), new Pages(device, filter, file, first))
                                    .with(
                                            "Content-Disposition",
                                            "attachment; filename=\"" + device + "-log." + given.text("format") + "\"");
                        }));
    }

    private Future<Page<Change>> page(DeviceId device, LogFilter filter, @Nullable String cursor) {
        return history.log(device, filter, HistoryService.MOST_ENTRIES, cursor);
    }

    /** The pages that follow one another. */
    private final class Pages implements Supplier<Future<Optional<Buffer>>> {
        private final DeviceId device;
        private final LogFilter filter;
        private final LogFile file;
        private @Nullable Page<Change> ready;
        private @Nullable String cursor;

        Pages(DeviceId device, LogFilter filter, LogFile file, Page<Change> first) {
            this.device = device;
            this.filter = filter;
            this.file = file;
            ready = first;
        }

        @Override
        public Future<Optional<Buffer>> get() {
            Page<Change> page = ready;
            if (page != null) {
                ready = null;
                return Future.succeededFuture(Optional.of(told(page)));
            }
            return cursor == null
                    ? Future.succeededFuture(Optional.empty())
                    : page(device, filter, cursor).map(next -> Optional.of(told(next)));
        }

        private Buffer told(Page<Change> page) {
            cursor = page.next();
            return file.part(page.items(), cursor == null);
        }
    }
}
