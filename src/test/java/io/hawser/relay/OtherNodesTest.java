package io.hawser.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OtherNodesTest {
    private final OtherNodes nodes = new OtherNodes();

    @Test
    void aNodeThatGoesOnSayingThatItIsThereIsNeverGone() {
        for (int i = 0; i < 20; i++) {
            assertThat(nodes.isThere(OtherNodes.there("a"))).isTrue();
            assertThat(nodes.tick()).isEmpty();
        }
    }

    @Test
    void aNodeThatIsNotHeardOfIsGoneOnce() {
        nodes.heard("a");
        nodes.tick();
        nodes.isThere(OtherNodes.there("b"));
        nodes.tick();
        nodes.tick();

        assertThat(nodes.tick()).containsExactly("a");
        assertThat(nodes.tick()).containsExactly("b");
        assertThat(nodes.tick()).isEmpty();
    }

    @Test
    void whatIsAnEventIsNoWordOfBeingThere() {
        assertThat(nodes.isThere("{\"event\":\"device\"}")).isFalse();
    }
}
