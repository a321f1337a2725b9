package io.hawser.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SessionId;
import io.hawser.session.Connection;
import org.junit.jupiter.api.Test;

class SequenceTest {
    private final Sequence sequence = new Sequence();
    private final Connection connection = new Connection(new DeviceId("dev_1"), new SessionId("ses_1"), 1, 1);
    private final Connection next = new Connection(new DeviceId("dev_1"), new SessionId("ses_1"), 1, 2);

    @Test
    void eachWriteNamesTheOneBefore() {
        assertThat(sequence.before(connection, 1)).isNull();
        assertThat(sequence.before(connection, 2)).isEqualTo(1);
        assertThat(sequence.before(connection, 9)).isEqualTo(2);
    }

    @Test
    void goingBackBeginsAnew() {
        sequence.before(connection, 5);

        assertThat(sequence.before(connection, 3)).isNull();
        assertThat(sequence.before(connection, 4)).isEqualTo(3);
    }

    @Test
    void anotherConnectionBeginsAnew() {
        sequence.before(connection, 5);

        assertThat(sequence.before(next, 6)).isNull();
        sequence.over(connection);
        assertThat(sequence.before(next, 7)).isEqualTo(6);
        sequence.over(next);
        assertThat(sequence.before(next, 8)).isNull();
    }

    @Test
    void whatWasRefusedIsSteppedOver() {
        sequence.before(connection, 1);
        Long beforeTwo = sequence.before(connection, 2);
        Long beforeThree = sequence.before(connection, 3);
        sequence.refused(connection, 2, beforeTwo);
        assertThat(sequence.resolved(connection, beforeThree)).isEqualTo(1);
        sequence.refused(connection, 3, beforeThree);

        assertThat(sequence.before(connection, 4)).isEqualTo(1);
    }
}
