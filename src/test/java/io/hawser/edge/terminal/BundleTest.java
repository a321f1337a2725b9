package io.hawser.edge.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BundleTest {
    private final Turn turn = new Turn();
    private final List<ByteBuf> all = new ArrayList<>();
    private final ByteBuf a = frame("a");
    private final ByteBuf b = frame("bb");
    private final ByteBuf c = frame("ccc");

    @AfterEach
    void leavesNothingBehind() {
        turn.end();
        all.forEach(ByteBuf::release);
        assertThat(all).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    @Test
    void givesTheSameBundleForTheSameFramesWhicheverWayTurnsAre() {
        Bundle first = turn.empty().and(a).and(b);
        Bundle other = turn.empty().and(a).and(c);
        Bundle shorter = turn.empty().and(b);

        assertThat(turn.empty().and(a).and(b)).isSameAs(first);
        assertThat(turn.empty().and(a).and(c)).isSameAs(other);
        assertThat(turn.empty().and(b)).isSameAs(shorter);
        assertThat(text(first)).isEqualTo("abb");
        assertThat(text(other)).isEqualTo("accc");
        assertThat(text(shorter)).isEqualTo("bb");
        assertThat(first.size()).isEqualTo(3);
    }

    @Test
    void sharesItsBytesWithoutSharingHowFarTheyAreRead() {
        Bundle bundle = turn.empty().and(a).and(b);
        ByteBuf one = taken(bundle);
        ByteBuf two = taken(bundle);
        one.readByte();
        assertThat(two.readableBytes()).isEqualTo(3);
        assertThat(one.memoryAddress()).isEqualTo(two.memoryAddress());
    }

    @Test
    void tellsFramesOfTheSameBytesApart() {
        ByteBuf twin = frame("a");
        assertThat(turn.empty().and(twin)).isNotSameAs(turn.empty().and(a));
    }

    @Test
    void outlivesItsTurnWhereItIsStillBeingWritten() {
        ByteBuf late = taken(turn.empty().and(a).and(c));
        turn.end();
        assertThat(late.toString(StandardCharsets.UTF_8)).isEqualTo("accc");
    }

    private ByteBuf taken(Bundle bundle) {
        ByteBuf bytes = bundle.bytes();
        all.add(bytes);
        return bytes;
    }

    private String text(Bundle bundle) {
        return taken(bundle).toString(StandardCharsets.UTF_8);
    }

    private ByteBuf frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf made = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        all.add(made);
        return made;
    }
}
