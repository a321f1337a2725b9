package io.hawser.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrictFramesTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new StrictFrames(100));

    /** A frame that waits at a paused socket is never released once that is closed: it may hold nothing of the pool. */
    @Test
    void holdsNothingOfThePoolInWhatPasses() {
        ByteBuf text = pooled("héllo");
        ByteBuf ping = pooled("hi");
        ByteBuf first = pooled("a");
        ByteBuf last = pooled("b");

        channel.writeInbound(
                new TextWebSocketFrame(text),
                new PingWebSocketFrame(ping),
                new TextWebSocketFrame(false, 0, first),
                new ContinuationWebSocketFrame(true, 0, last));

        for (ByteBuf received : new ByteBuf[] {text, ping, first, last}) {
            assertThat(received.refCnt()).isZero();
        }
        assertThat(passed()).isEqualTo("TextWebSocketFrame héllo");
        assertThat(passed()).isEqualTo("PingWebSocketFrame hi");
        assertThat(passed()).isEqualTo("TextWebSocketFrame ab");
    }

    @Test
    void letsGoOfWhatIsUnfinishedWhenTheLinkBreaks() {
        ByteBuf first = pooled("a");
        channel.writeInbound(new TextWebSocketFrame(false, 0, first));

        channel.close();

        assertThat(first.refCnt()).isZero();
    }

    private String passed() {
        WebSocketFrame frame = channel.readInbound();
        assertThat(frame.content().alloc()).isNotInstanceOf(PooledByteBufAllocator.class);
        assertThat(frame.content().isDirect()).isFalse();
        return frame.getClass().getSimpleName() + " " + frame.content().toString(StandardCharsets.UTF_8);
    }

    private static ByteBuf pooled(String text) {
        return PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
