package io.hawser.edge.rest;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.history.HistoryService;
import io.hawser.history.LogFilter;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A device's log as a file. */
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
                            return Answer.parts(
                                            file.mediaType(),
                                            new PagedFile<>(
                                                    first,
                                                    cursor -> page(device, filter, cursor),
                                                    (entries, begins, ends) -> file.part(entries, ends)))
                                    .with(
                                            "Content-Disposition",
                                            "attachment; filename=\"" + device + "-log." + given.text("format") + "\"");
                        }));
    }

    private Future<Page<Change>> page(DeviceId device, LogFilter filter, @Nullable String cursor) {
        return history.log(device, filter, HistoryService.MOST_ENTRIES, cursor);
    }
}
