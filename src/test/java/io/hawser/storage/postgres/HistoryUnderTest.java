package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.history.HistoryStore;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.LogFilter;
import io.hawser.testing.KeptEntries;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The kept log, with a device of each test's own. */
abstract class HistoryUnderTest extends StoresUnderTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    DeviceId device = new DeviceId("dev_0");

    HistoryStore history() {
        return stores.history();
    }

    @BeforeEach
    void anotherDevice() {
        device = new DeviceId("dev_" + NUMBER.incrementAndGet());
    }

    Kept kept(long revision, Instant at, Entry entry) {
        return KeptEntries.kept(change(1, revision, at, entry), at);
    }

    Change change(long epoch, long revision, Instant at, Entry entry) {
        return new Change(device, epoch, revision, at, new Actor.ByDevice(device), entry);
    }

    Future<Page<Change>> log(
            DeviceId of,
            Set<Kind> kinds,
            @Nullable Instant from,
            @Nullable Instant to,
            int limit,
            @Nullable String cursor) {
        return history().log(of, new LogFilter(kinds, from, to, null, null), limit, cursor);
    }

    static StateEntry set(String name, String json) {
        return state(Map.of(name, new Json(json)), List.of());
    }

    static StateEntry state(Map<String, Json> set, List<String> unset) {
        return new StateEntry(set, unset, null, Map.of(), List.of(), 1);
    }

    static StateEntry wanted(Map<String, Json> set, List<String> unset) {
        return new StateEntry(Map.of(), List.of(), null, set, unset, 1);
    }

    long rowsOf(String table) throws SQLException {
        return number("SELECT count(*) FROM " + table + " WHERE device = '" + device + "'");
    }

    long number(String sql) throws SQLException {
        try (Connection connection = postgres.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
