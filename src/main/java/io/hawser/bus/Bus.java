package io.hawser.bus;

import io.hawser.domain.Change;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/**
 * The node's event bus, typed: every address that exists is a method pair here. Messages are immutable records and pass by
 * reference. Each consumer hears on the context it registered from; what one context publishes, each consumer hears in that
 * order; between publishers there is no order, so that whoever needs a device's order goes by {@link Change#revision()}.
 */
public final class Bus {
    private static final String CODEC = "hawser.reference";
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setCodecName(CODEC).setLocalOnly(true);

    private final EventBus events;
    private final Traffic traffic = new Traffic();

    public Bus(Vertx vertx) {
        events = vertx.eventBus();
        events.registerCodec(new ByReference());
    }

    /** Something was stored in a device's log. */
    public void publish(Change change) {
        traffic.stored(change);
        events.publish("change", change, LOCAL);
    }

    /** What this node has done so far. */
    public Traffic traffic() {
        return traffic;
    }

    public Subscription onChange(Consumer<Change> handler) {
        return consume("change", Change.class, handler);
    }

    /** Another node stored something in a device's log. */
    public void relayed(Change change) {
        events.publish("change", change, LOCAL);
    }

    /** Something for a device's socket, wherever it is; that a session is over; what a person may do now; that a device's entry changed. */
    public void publish(NodeEvent event) {
        relayed(event);
        events.publish("own", event, LOCAL);
    }

    /** One of these from another node. */
    public void relayed(NodeEvent event) {
        events.publish(address(event), event, LOCAL);
    }

    /** What other nodes must hear of as well. */
    public Subscription onOwn(Consumer<NodeEvent> handler) {
        return consume("own", NodeEvent.class, handler);
    }

    private static String address(NodeEvent event) {
        if (event instanceof Downlink) {
            return "downlink";
        }
        if (event instanceof SessionEnded) {
            return "session.ended";
        }
        if (event instanceof ShareEnding) {
            return "share.ending";
        }
        if (event instanceof TermsChanged) {
            return "terms.changed";
        }
        if (event instanceof ModelChanged) {
            return "model.changed";
        }
        if (event instanceof SpaceFaulted) {
            return "space.faulted";
        }
        if (event instanceof InvitationsChanged) {
            return "invitations.changed";
        }
        if (event instanceof InboxChanged) {
            return "inbox.changed";
        }
        return event instanceof AccessChanged ? "access.changed" : "device.changed";
    }

    public Subscription onDownlink(Consumer<Downlink> handler) {
        return consume("downlink", Downlink.class, handler);
    }

    public Subscription onSessionEnded(Consumer<SessionEnded> handler) {
        return consume("session.ended", SessionEnded.class, handler);
    }

    public Subscription onAccessChanged(Consumer<AccessChanged> handler) {
        return consume("access.changed", AccessChanged.class, handler);
    }

    public Subscription onShareEnding(Consumer<ShareEnding> handler) {
        return consume("share.ending", ShareEnding.class, handler);
    }

    public Subscription onTermsChanged(Consumer<TermsChanged> handler) {
        return consume("terms.changed", TermsChanged.class, handler);
    }

    public Subscription onInvitationsChanged(Consumer<InvitationsChanged> handler) {
        return consume("invitations.changed", InvitationsChanged.class, handler);
    }

    public Subscription onModelChanged(Consumer<ModelChanged> handler) {
        return consume("model.changed", ModelChanged.class, handler);
    }

    public Subscription onSpaceFaulted(Consumer<SpaceFaulted> handler) {
        return consume("space.faulted", SpaceFaulted.class, handler);
    }

    public Subscription onInboxChanged(Consumer<InboxChanged> handler) {
        return consume("inbox.changed", InboxChanged.class, handler);
    }

    public Subscription onDeviceChanged(Consumer<DeviceChanged> handler) {
        return consume("device.changed", DeviceChanged.class, handler);
    }

    /** Somebody began or ended to watch a device on some edge of this node. */
    public void publish(Watching watching) {
        events.publish("watching", watching, LOCAL);
    }

    public Subscription onWatching(Consumer<Watching> handler) {
        return consume("watching", Watching.class, handler);
    }

    /** Somebody wants to hear of a device, or does no longer. */
    public void publish(Following following) {
        events.publish("following", following, LOCAL);
    }

    public Subscription onFollowing(Consumer<Following> handler) {
        return consume("following", Following.class, handler);
    }

    /** Changes may have been missed. */
    public void publish(Doubted doubted) {
        events.publish("doubted", doubted, LOCAL);
    }

    public Subscription onDoubted(Consumer<Doubted> handler) {
        return consume("doubted", Doubted.class, handler);
    }

    /** A connection of this node has no session any more. */
    public void publish(Forgotten forgotten) {
        events.publish("forgotten", forgotten, LOCAL);
    }

    public Subscription onForgotten(Consumer<Forgotten> handler) {
        return consume("forgotten", Forgotten.class, handler);
    }

    /** Other nodes are not heard any more. */
    public void publish(Deaf deaf) {
        events.publish("deaf", deaf, LOCAL);
    }

    public Subscription onDeaf(Consumer<Deaf> handler) {
        return consume("deaf", Deaf.class, handler);
    }

    /** Other nodes may have told things that were not heard here. */
    public void publish(Missed missed) {
        events.publish("missed", missed, LOCAL);
    }

    public Subscription onMissed(Consumer<Missed> handler) {
        return consume("missed", Missed.class, handler);
    }

    /** Faults have new steps in the store. */
    public void publish(FaultsMoved moved) {
        events.publish("faults.moved", moved, LOCAL);
    }

    public Subscription onFaultsMoved(Consumer<FaultsMoved> handler) {
        return consume("faults.moved", FaultsMoved.class, handler);
    }

    /** Notices are in the store that people are to be told of. */
    public void publish(NoticesMade made) {
        events.publish("notices.made", made, LOCAL);
    }

    public Subscription onNoticesMade(Consumer<NoticesMade> handler) {
        return consume("notices.made", NoticesMade.class, handler);
    }

    /** Rules were set off and wait to be acted on. */
    public void publish(RulesFired fired) {
        events.publish("rules.fired", fired, LOCAL);
    }

    public Subscription onRulesFired(Consumer<RulesFired> handler) {
        return consume("rules.fired", RulesFired.class, handler);
    }

    /** This node has models as they are stored now. */
    public void publish(ModelsRenewed renewed) {
        events.publish("models.renewed", renewed, LOCAL);
    }

    public Subscription onModelsRenewed(Consumer<ModelsRenewed> handler) {
        return consume("models.renewed", ModelsRenewed.class, handler);
    }

    /** Something of a device that is stored nowhere, here and on the other nodes that follow it. */
    public void publish(Passing passing) {
        if (passing instanceof Adjusting adjusting) {
            events.publish("adjusting", adjusting, LOCAL);
        }
        events.publish("own.passing", passing, LOCAL);
    }

    /** The same from another node. */
    public void relayed(Passing passing) {
        events.publish(passing instanceof Adjusting ? "adjusting" : "node.viewers", passing, LOCAL);
    }

    /** What other nodes that follow the device must hear of as well. */
    public Subscription onOwnPassing(Consumer<Passing> handler) {
        return consume("own.passing", Passing.class, handler);
    }

    public Subscription onAdjusting(Consumer<Adjusting> handler) {
        return consume("adjusting", Adjusting.class, handler);
    }

    /** Who watches on other nodes. */
    public Subscription onNodeViewers(Consumer<NodeViewers> handler) {
        return consume("node.viewers", NodeViewers.class, handler);
    }

    /** Another node is gone. */
    public void publish(NodeGone gone) {
        events.publish("node.gone", gone, LOCAL);
    }

    public Subscription onNodeGone(Consumer<NodeGone> handler) {
        return consume("node.gone", NodeGone.class, handler);
    }

    /** Messages are in the store that are to go out. */
    public void publish(MessagesMade made) {
        events.publish("messages.made", made, LOCAL);
    }

    public Subscription onMessagesMade(Consumer<MessagesMade> handler) {
        return consume("messages.made", MessagesMade.class, handler);
    }

    /** Who watches a device now. */
    public void publish(Viewers viewers) {
        events.publish("viewers", viewers, LOCAL);
    }

    public Subscription onViewers(Consumer<Viewers> handler) {
        return consume("viewers", Viewers.class, handler);
    }

    private <T> Subscription consume(String address, Class<T> type, Consumer<T> handler) {
        MessageConsumer<Object> consumer =
                events.localConsumer(address, message -> handler.accept(type.cast(message.body())));
        return () -> consumer.unregister();
    }

    /** A registered consumer; its owner cancels it. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private static final class ByReference implements MessageCodec<Object, Object> {
        @Override
        public void encodeToWire(Buffer buffer, Object message) {
            throw new UnsupportedOperationException("the bus is local");
        }

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("the bus is local");
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return CODEC;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
