package io.hawser.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisTest {
    private static final String WRITE =
            "1760000000.123456 [0 127.0.0.1:5123] \"EVALSHA\" \"6b1b\" \"1\" \"{s1}:session:dev_1\""
                    + " \"1760000000123\" \"1000000042\" \"\" \"{\\\"set\\\":{\\\"seq\\\":1000000042}}\" \"tab\\there\" \"\\xc3\\xa4\\\\\"";

    @Test
    void aLineOfMonitorBecomesTheCommandByteForByte() {
        MonitorLine line = MonitorLine.parse(WRITE).orElseThrow();
        assertThat(line.words().stream().map(word -> new String(word, StandardCharsets.UTF_8)))
                .containsExactly(
                        "EVALSHA",
                        "6b1b",
                        "1",
                        "{s1}:session:dev_1",
                        "1760000000123",
                        "1000000042",
                        "",
                        "{\"set\":{\"seq\":1000000042}}",
                        "tab\there",
                        "ä\\");
        assertThat(line.number()).hasValue(5);
    }

    @Test
    void whatAScriptDoesIsNoCommandOfAClient() {
        assertThat(MonitorLine.parse("1760000000.1 [0 lua] \"HSET\" \"a\" \"b\" \"1000000042\""))
                .isEmpty();
        assertThat(MonitorLine.parse("OK")).isEmpty();
        assertThat(MonitorLine.parse("1760000000.1 [0 127.0.0.1:1] \"GET\" \"cut of"))
                .isEmpty();
    }

    @Test
    void aCallThatWritesSeveralReportsIsNotOne() {
        assertThat(MonitorLine.parse(WRITE + " \"1000000043\"").orElseThrow().number())
                .isEmpty();
        assertThat(MonitorLine.parse(WRITE.replace("EVALSHA", "HSET"))
                        .orElseThrow()
                        .number())
                .isEmpty();
    }

    @Test
    void aWriteAmongOtherCallsIsNotTheWriteByItself() {
        assertThat(MonitorLine.parse(WRITE.replace("\"6b1b\" \"1\"", "\"6b1b\" \"2\""))
                        .orElseThrow()
                        .number())
                .isEmpty();
    }

    @Test
    void theReportBeforeMayBeToldBehindTheNumber() {
        assertThat(MonitorLine.parse(WRITE.replace("\"1000000042\" \"\"", "\"1000000042\" \"1000000041\""))
                        .orElseThrow()
                        .number())
                .hasValue(5);
    }

    @Test
    void aWriteIsSentAgainWithAnotherNumberAndNothingElseChanged() {
        MonitorLine line = MonitorLine.parse(WRITE).orElseThrow();
        WriteCommand write = WriteCommand.of(line).orElseThrow();
        ByteBuffer out = ByteBuffer.allocate(2 * write.length());
        write.put(out, 1_000_000_043);
        write.put(out, 1_000_000_044);

        String once = new String(RedisWire.encode(line.words()), StandardCharsets.UTF_8);
        String sent = new String(out.array(), StandardCharsets.UTF_8);
        assertThat(write.device()).isEqualTo("{s1}:session:dev_1");
        assertThat(write.number()).isEqualTo(1_000_000_042);
        assertThat(sent)
                .isEqualTo(once.replace("\r\n1000000042\r\n", "\r\n1000000043\r\n")
                        + once.replace("\r\n1000000042\r\n", "\r\n1000000044\r\n"));
    }

    @Test
    void repliesAreCountedHoweverTheyAreCut() {
        byte[] stream = String.join(
                        "\r\n",
                        List.of(
                                "+OK",
                                "*6,$2,OK,$10,1000000042,:7,:7,*0,*1,*2,$3,a\r\n,$-1",
                                "*2,$5,STALE,$2,OK",
                                "-ERR no",
                                ":1,$2,OK,*-1,"))
                .replace(",", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int cut : List.of(1, 2, 3, 7, stream.length)) {
            ReplyCounter counter = new ReplyCounter();
            for (int at = 0; at < stream.length; at += cut) {
                counter.take(ByteBuffer.wrap(stream, at, Math.min(cut, stream.length - at)));
            }
            assertThat(counter.replies()).as("cut by %d", cut).isEqualTo(7);
            assertThat(counter.refused()).as("cut by %d", cut).isEqualTo(4);
        }
    }
}
