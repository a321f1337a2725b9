package io.hawser.edge.socket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.protocol.CloseCode;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.MessageHead;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message after the other: each bad one is answered, and three in a row, or one that is no JSON object, close 4400. On
 * the event loop of its socket.
 *
 * @param <M> what is read
 */
public final class Inbox<M> {
    private static final int BAD_MESSAGES = 3;

    private final Function<ObjectNode, M> reader;
    private final Owner<M> owner;
    private int badInARow;

    /** @param reader checks the shape; throws a {@link Failure} for a bad one */
    public Inbox(Function<ObjectNode, M> reader, Owner<M> owner) {
        this.reader = reader;
        this.owner = owner;
    }

    /**
     * Whose messages they are.
     *
     * @param <M> what is read
     */
    public interface Owner<M> {
        /** Acts on it; a {@link Failure} that is thrown is told, anything else is an {@link #accident}. */
        void handle(M message, MessageHead head);

        /** Sends an error. */
        void tell(MessageHead head, Failure failure);

        /** An accident while it was read or acted on; logs it and says what is told. */
        Failure accident(RuntimeException cause);

        /** Whether the failure to read the message counts as a bad one. */
        default boolean isBad(ObjectNode node, Failure failure) {
            return true;
        }

        /** How the connection ends for a bad message, whichever in a row it is; null when it goes on. */
        default @Nullable CloseCode ends(Failure failure) {
            return null;
        }

        /** Closes for good. */
        void close(CloseCode code);
    }

    /** One text frame has come. */
    public void received(String text) {
        ObjectNode node = parsed(text);
        if (node == null) {
            return;
        }
        MessageHead head = MessageHead.of(node);
        M message;
        try {
            message = reader.apply(node);
        } catch (Failure failure) {
            if (owner.isBad(node, failure)) {
                bad(head, failure);
            } else {
                owner.tell(head, failure);
            }
            return;
        } catch (RuntimeException accident) {
            owner.tell(head, owner.accident(accident));
            return;
        }
        badInARow = 0;
        try {
            owner.handle(message, head);
        } catch (Failure failure) {
            owner.tell(head, failure);
        } catch (RuntimeException accident) {
            owner.tell(head, owner.accident(accident));
        }
    }

    /** A binary frame, which the protocol does not have. */
    public void receivedBinary() {
        bad(MessageHead.NONE, Failure.of(ErrorCode.BAD_MESSAGE, "A message is a text frame."));
    }

    private @Nullable ObjectNode parsed(String text) {
        try {
            return JsonText.object(text);
        } catch (Failure failure) {
            if (failure.code() == ErrorCode.BAD_MESSAGE) {
                owner.tell(MessageHead.NONE, failure);
                owner.close(CloseCode.BAD_MESSAGES);
            } else {
                bad(MessageHead.NONE, failure);
            }
            return null;
        }
    }

    private void bad(MessageHead head, Failure failure) {
        owner.tell(head, failure);
        badInARow++;
        CloseCode end = owner.ends(failure);
        if (end != null) {
            owner.close(end);
        } else if (badInARow >= BAD_MESSAGES) {
            owner.close(CloseCode.BAD_MESSAGES);
        }
    }
}
