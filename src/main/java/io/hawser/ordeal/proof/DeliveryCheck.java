package io.hawser.ordeal.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each terminal was told of each device: every change begins where the one before it ended, unless a snapshot came between;
 * nothing after it was taken away; and in the end all that there is.
 */
final class DeliveryCheck {
    private final Evidence evidence;
    private final Verdict verdict;
    private final Grants grants;
    private final Map<String, String> users = new HashMap<>();
    private final Map<String, Chain> chains = new TreeMap<>();

    /** What a terminal knows of a device. */
    private static final class Chain {
        private final String client;
        private final String device;
        private boolean known;
        private boolean removed;
        private int removals;
        private long epoch;
        private long revision;
        private @Nullable Long value;
        /** The hub's time of the last change: what took the device away came later. */
        private long stamp;

        Chain(String client, String device) {
            this.client = client;
            this.device = device;
        }
    }

    DeliveryCheck(Evidence evidence, Verdict verdict) {
        this.evidence = evidence;
        this.verdict = verdict;
        this.grants = new Grants(evidence);
    }

    void run() {
        for (Note note : evidence.notes()) {
            if (note instanceof Note.Opened opened) {
                users.put(opened.client(), opened.user());
            } else if (note instanceof Note.Snapshot snapshot) {
                snapshot(chain(snapshot.client(), snapshot.device()), snapshot);
            } else if (note instanceof Note.Changed change) {
                change(chain(change.client(), change.device()), change);
            } else if (note instanceof Note.Removed removed) {
                Chain chain = chain(removed.client(), removed.device());
                chain.removed = true;
                chain.removals++;
                chain.known = false;
            } else if (note instanceof Note.Subscribed subscribed) {
                chain(subscribed.client(), subscribed.device()).removed = false;
            }
        }
        ends();
    }

    private void snapshot(Chain chain, Note.Snapshot snapshot) {
        if (chain.removed
                && (!granted(chain, chain.stamp, snapshot.at()) || grants(chain, snapshot.at()) <= chain.removals)) {
            verdict.add(Fault.FORBIDDEN, name(chain) + " a snapshot after it was taken away");
        }
        if (chain.known && (snapshot.epoch() < chain.epoch)) {
            verdict.add(
                    Fault.REORDER, name(chain) + " a snapshot of epoch " + snapshot.epoch() + " after " + chain.epoch);
        }
        if (chain.known && snapshot.epoch() == chain.epoch && snapshot.revision() < chain.revision) {
            verdict.add(
                    Fault.REORDER,
                    name(chain) + " a snapshot of revision " + snapshot.revision() + " after " + chain.revision);
        }
        chain.removed = false;
        chain.known = true;
        chain.epoch = snapshot.epoch();
        chain.revision = snapshot.revision();
        chain.value = snapshot.value();
    }

    private void change(Chain chain, Note.Changed change) {
        String what = name(chain) + " revision " + change.revision();
        if (chain.removed) {
            verdict.add(Fault.FORBIDDEN, what + " after it was taken away");
        } else if (!grants.allow(users.getOrDefault(chain.client, ""), chain.device, change.stamp())
                && !granted(chain, change.stamp() - Grants.REACHES_MILLIS, change.at())) {
            verdict.add(Fault.FORBIDDEN, what + " without a grant");
        }
        if (!chain.known) {
            verdict.add(Fault.GAP, what + " before any snapshot");
        } else if (change.revision() == chain.revision) {
            verdict.add(Fault.DUPLICATE, what + " again");
        } else if (change.revision() < chain.revision || change.epoch() < chain.epoch) {
            verdict.add(Fault.REORDER, what + " of epoch " + change.epoch() + " after " + chain.revision);
        } else if (change.from() != chain.revision) {
            verdict.add(Fault.GAP, what + " follows on " + change.from() + ", known is " + chain.revision);
        }
        Long value = change.value();
        Long before = chain.value;
        if (value != null && before != null && value <= before) {
            verdict.add(
                    value.equals(before) ? Fault.DUPLICATE : Fault.REORDER,
                    what + " has report " + value + " after " + before);
        }
        chain.known = true;
        chain.epoch = change.epoch();
        chain.revision = change.revision();
        chain.stamp = change.stamp();
        chain.value = value == null ? before : value;
    }

    /** Who still follows a device in the end has the end of its log. */
    private void ends() {
        Map<String, Long> newest = new HashMap<>();
        evidence.postgres().forEach(entry -> newest.merge(entry.device(), entry.revision(), Math::max));
        chains.values().stream().filter(chain -> chain.known).forEach(chain -> {
            long last = newest.getOrDefault(chain.device, 0L);
            boolean sees = grants.allow(users.getOrDefault(chain.client, ""), chain.device, Long.MAX_VALUE / 2);
            if (sees && chain.revision < last) {
                verdict.add(Fault.GAP, name(chain) + " the end is missing: " + chain.revision + " of " + last);
            }
        });
    }

    /** Whether there was a grant at any time of this span: what was written before a grant may be shown under it. */
    private boolean granted(Chain chain, long from, long to) {
        String user = users.getOrDefault(chain.client, "");
        return evidence.notes(Note.Granted.class).stream()
                .anyMatch(grant -> grant.user().equals(user)
                        && grant.device().equals(chain.device)
                        && grant.at() >= from
                        && grant.at() <= to);
    }

    /**
     * How often it had been granted by then. Each time that it was taken away ended another grant, however late a slow terminal
     * read of it.
     */
    private long grants(Chain chain, long by) {
        String user = users.getOrDefault(chain.client, "");
        return evidence.notes(Note.Granted.class).stream()
                .filter(grant -> grant.user().equals(user) && grant.device().equals(chain.device) && grant.at() <= by)
                .count();
    }

    private Chain chain(String client, String device) {
        return chains.computeIfAbsent(client + " " + device, none -> new Chain(client, device));
    }

    private static String name(Chain chain) {
        return chain.client + ", " + chain.device + ":";
    }
}
