package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.CommandEntry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.LogFilter;
import io.hawser.history.LogFilter.By;
import io.hawser.testing.KeptEntries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose entries, of which kind, and what came of one cause. */
final class LogFilterIT extends HistoryUnderTest {
    private static final Actor ANA = new Actor.ByUser(new UserId("usr_ana"), "Ana", Via.PANEL);
    private static final Actor BEN = new Actor.ByUser(new UserId("usr_ben"), "Ben", Via.REST);
    private static final Actor HUB = new Actor.ByHub("deadline");

    private final List<Kept> told = new ArrayList<>();

    @Test
    void findsWhoDidWhat() {
        Actor own = new Actor.ByDevice(device);
        tell(device, 1, own, null, set("t", "1"));
        tell(device, 2, ANA, null, wanted(Map.of("t", new Json("2")), List.of()));
        tell(device, 3, BEN, "cmd_1", command());
        tell(device, 4, HUB, "cmd_1", command());
        tell(device, 5, own, "cmd_1", set("t", "2"));
        tell(device, 6, own, null, new EventEntry("button", new Json("{}")));
        await(history().keep(told));

        assertThat(found(by(new By.Device()))).containsExactly(6L, 5L, 1L);
        assertThat(found(by(new By.Hub()))).containsExactly(4L);
        assertThat(found(by(new By.Person(new UserId("usr_ana"))))).containsExactly(2L);
        assertThat(found(by(new By.Person(new UserId("usr_ben"))))).containsExactly(3L);
        assertThat(found(new LogFilter(Set.of(Kind.EVENT, Kind.COMMAND), null, null, null, null)))
                .containsExactly(6L, 4L, 3L);
        assertThat(found(new LogFilter(Set.of(Kind.STATE), NOW.plusMillis(2), null, By.of("device"), null)))
                .containsExactly(5L);
        assertThat(found(new LogFilter(Set.of(), null, NOW.plusMillis(5), null, new Cause("cmd_1"))))
                .containsExactly(4L, 3L);
        assertThat(found(new LogFilter(Set.of(), null, null, null, Cause.own(device, 1, 6))))
                .containsExactly(6L);
        assertThat(await(history().log(device, LogFilter.ALL, 10, null)).items())
                .extracting(Change::cause)
                .endsWith(Cause.own(device, 1, 2), Cause.own(device, 1, 1))
                .contains(new Cause("cmd_1"));
    }

    @Test
    void tellsAChainAcrossDevicesInTheOrderOfStoring() {
        DeviceId other = new DeviceId(device + "b");
        Cause cause = Cause.own(device, 1, 1);
        tell(device, 1, new Actor.ByDevice(device), null, new EventEntry("motion", new Json("{}")));
        tell(other, 2, HUB, cause.value(), command());
        tell(device, 3, HUB, cause.value(), command());
        tell(other, 4, new Actor.ByDevice(other), cause.value(), set("power", "1"));
        tell(device, 5, new Actor.ByDevice(device), null, set("power", "1"));
        await(history().keep(told));

        assertThat(await(history().touched(cause, List.of(), 10))).containsExactly(device, other);
        assertThat(await(history().touched(cause, List.of(), 1))).containsExactly(device);
        assertThat(await(history().touched(new Cause("cmd_none"), List.of(), 10)))
                .isEmpty();
        List<Change> all = new ArrayList<>();
        Page<Change> page = await(history().chain(cause, List.of(), List.of(device, other), 3, null));
        all.addAll(page.items());
        page = await(history().chain(cause, List.of(), List.of(device, other), 3, page.next()));
        all.addAll(page.items());
        assertThat(page.next()).isNull();
        assertThat(all)
                .isEqualTo(told.subList(0, 4).stream().map(KeptEntries::change).toList());
        assertThat(await(history().chain(cause, List.of(), List.of(other), 3, null))
                        .items())
                .extracting(Change::revision)
                .containsExactly(2L, 4L);
        assertFails(history().chain(cause, List.of(), List.of(other), 3, "YWJj"), ErrorCode.BAD_VALUE);
    }

    private void tell(DeviceId of, long revision, Actor by, @Nullable String cause, Entry entry) {
        Instant at = NOW.plusMillis(revision);
        Cause why = cause == null ? Cause.own(of, 1, revision) : new Cause(cause);
        told.add(KeptEntries.kept(new Change(of, 1, revision, at, by, why, entry), at));
    }

    private static LogFilter by(By by) {
        return new LogFilter(Set.of(), null, null, by, null);
    }

    private List<Long> found(LogFilter filter) {
        return await(history().log(device, filter, 10, null)).items().stream()
                .map(Change::revision)
                .toList();
    }

    private static CommandEntry command() {
        return new CommandEntry(
                new CommandId("cmd_1"), "set", new Json("{}"), CommandStatus.SENT, null, null, null, null);
    }
}
