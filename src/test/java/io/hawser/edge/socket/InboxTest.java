package io.hawser.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.MessageHead;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final List<String> said = new ArrayList<>();
    private final Inbox<String> inbox = new Inbox<>(InboxTest::read, new Owner());

    @Test
    void answersWhatMakesItsReaderThrow() {
        inbox.received("{\"type\":\"unreadable\",\"id\":\"1\"}");
        inbox.received("{\"type\":\"fine\",\"id\":\"2\"}");

        assertThat(said).containsExactly("INTERNAL 1", "fine 2");
    }

    @Test
    void answersWhatMakesItsHandlerThrow() {
        inbox.received("{\"type\":\"throws\",\"id\":\"1\"}");
        inbox.received("{\"type\":\"fine\",\"id\":\"2\"}");

        assertThat(said).containsExactly("INTERNAL 1", "fine 2");
    }

    @Test
    void doesNotHoldAnAccidentAgainstTheSender() {
        for (int i = 0; i < 10; i++) {
            inbox.received("{\"type\":\"unreadable\",\"id\":\"1\"}");
        }

        assertThat(said).hasSize(10).containsOnly("INTERNAL 1");
    }

    private static String read(ObjectNode node) {
        String type = node.path("type").asText();
        if (type.equals("unreadable")) {
            throw new IllegalArgumentException(type);
        }
        return type;
    }

    private final class Owner implements Inbox.Owner<String> {
        @Override
        public void handle(String message, MessageHead head) {
            if (message.equals("throws")) {
                throw new IllegalArgumentException(message);
            }
            said.add(message + " " + head.id());
        }

        @Override
        public void tell(MessageHead head, Failure failure) {
            said.add(failure.code() + " " + head.id());
        }

        @Override
        public Failure accident(RuntimeException cause) {
            return Failure.of(ErrorCode.INTERNAL, "failed");
        }

        @Override
        public void close(CloseCode code) {
            said.add("closed " + code);
        }
    }
}
