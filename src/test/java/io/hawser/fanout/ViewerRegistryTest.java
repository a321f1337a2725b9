package io.hawser.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.NodeViewers;
import io.hawser.bus.Viewers;
import io.hawser.bus.Viewers.Viewer;
import io.hawser.bus.Watching;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who watches a device, on all nodes together. */
class ViewerRegistryTest {
    private static final DeviceId LAMP = new DeviceId("dev_1");

    private final FakeLoop loop = new FakeLoop(new Random(1));
    private final List<Viewers> told = new ArrayList<>();
    private final List<NodeViewers> toNodes = new ArrayList<>();
    private final ViewerRegistry registry = new ViewerRegistry(loop, "here", told::add, toNodes::add);

    @Test
    void tellsOnceOfManyWhoComeInAMoment() {
        begins("ana");
        begins("ben");
        begins("ana");
        moment();

        assertThat(told).containsExactly(viewers(2, "ana", "ben"));
        assertThat(toNodes).singleElement().satisfies(here -> {
            assertThat(here.users()).hasSize(2);
            assertThat(here.asks()).isFalse();
        });
    }

    @Test
    void countsWhoWatchesOnTwoNodesOnce() {
        begins("ana");
        elsewhere("other", false, "ana", "ben");
        elsewhere("third", false, "ben", "cat");
        moment();

        assertThat(last()).isEqualTo(viewers(3, "ana", "ben", "cat"));
    }

    @Test
    void whoWatchesElsewhereIsNothingWhereNobodyWatches() {
        elsewhere("other", true, "ben");
        moment();
        assertThat(told).isEmpty();
        assertThat(toNodes).isEmpty();

        begins("ana");
        moment();

        assertThat(told).containsExactly(viewers(1, "ana"));
    }

    @Test
    void asksTheOthersOnceTheirWordsAreHeard() {
        begins("ana");
        registry.doubted(Set.of(LAMP, new DeviceId("dev_2")));
        moment();

        assertThat(toNodes)
                .singleElement()
                .satisfies(here -> assertThat(here.asks()).isTrue());
    }

    @Test
    void answersWhoAsksAndNobodyElse() {
        begins("ana");
        moment();
        toNodes.clear();

        elsewhere("other", false, "ben");
        moment();
        assertThat(toNodes).isEmpty();

        elsewhere("other", true, "ben");
        moment();
        assertThat(toNodes).singleElement().satisfies(here -> {
            assertThat(here.users()).extracting(Viewer::name).containsExactly("ana");
            assertThat(here.asks()).isFalse();
        });
    }

    @Test
    void whoWatchedOnANodeThatIsGoneWatchesNoMore() {
        begins("ana");
        elsewhere("other", false, "ben");
        elsewhere("third", false, "cat");
        moment();

        registry.gone("other");
        moment();
        assertThat(last()).isEqualTo(viewers(2, "ana", "cat"));

        elsewhere("third", false);
        moment();
        assertThat(last()).isEqualTo(viewers(1, "ana"));
    }

    @Test
    void tellsTheOthersWhenTheLastOneEnds() {
        begins("ana");
        elsewhere("other", false, "ben");
        moment();
        toNodes.clear();

        registry.watching(new Watching(LAMP, new UserId("usr_ana"), "ana", false));
        moment();

        assertThat(toNodes).containsExactly(new NodeViewers(LAMP, "here", List.of(), 0, false));
        begins("ana");
        moment();
        assertThat(last()).isEqualTo(viewers(1, "ana"));
    }

    @Test
    void namesSomeAndCountsAll() {
        IntStream.range(0, 250).forEach(i -> begins("user%03d".formatted(i)));
        registry.elsewhere(new NodeViewers(LAMP, "other", List.of(new Viewer(new UserId("x"), "x")), 300, false));
        moment();

        assertThat(last().users()).hasSize(ViewerRegistry.NAMED);
        assertThat(last().count()).isEqualTo(550);
        assertThat(toNodes.get(0).users()).hasSize(ViewerRegistry.NAMED_TO_NODES);
        assertThat(toNodes.get(0).count()).isEqualTo(250);
    }

    private void begins(String user) {
        registry.watching(new Watching(LAMP, new UserId("usr_" + user), user, true));
    }

    private void elsewhere(String node, boolean asks, String... users) {
        registry.elsewhere(new NodeViewers(LAMP, node, viewers(users), users.length, asks));
    }

    private void moment() {
        loop.advance(ViewerRegistry.MOMENT);
    }

    private Viewers last() {
        return told.get(told.size() - 1);
    }

    private static Viewers viewers(int count, String... users) {
        return new Viewers(LAMP, viewers(users), count);
    }

    private static List<Viewer> viewers(String... users) {
        return List.of(users).stream()
                .map(user -> new Viewer(new UserId("usr_" + user), user))
                .toList();
    }
}
