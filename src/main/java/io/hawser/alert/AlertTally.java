package io.hawser.alert;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many messages this node sent, tried in vain and gave up, by channel. Safe for use by any thread. */
public final class AlertTally {
    private final Map<ChannelKind, LongAdder> sent = adders();
    private final Map<ChannelKind, LongAdder> failed = adders();
    private final Map<ChannelKind, LongAdder> givenUp = adders();

    void sent(ChannelKind channel) {
        count(sent, channel).increment();
    }

    void failed(ChannelKind channel) {
        count(failed, channel).increment();
    }

    void givenUp(ChannelKind channel) {
        count(givenUp, channel).increment();
    }

    /** Messages that went out. */
    public long sentBy(ChannelKind channel) {
        return count(sent, channel).sum();
    }

    /** Tries that failed. */
    public long failedBy(ChannelKind channel) {
        return count(failed, channel).sum();
    }

    /** Messages that are tried no more. */
    public long givenUpBy(ChannelKind channel) {
        return count(givenUp, channel).sum();
    }

    private static LongAdder count(Map<ChannelKind, LongAdder> counts, ChannelKind channel) {
        return counts.getOrDefault(channel, new LongAdder());
    }

    private static Map<ChannelKind, LongAdder> adders() {
        Map<ChannelKind, LongAdder> adders = new EnumMap<>(ChannelKind.class);
        for (ChannelKind channel : ChannelKind.values()) {
            adders.put(channel, new LongAdder());
        }
        return adders;
    }
}
