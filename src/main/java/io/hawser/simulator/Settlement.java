package io.hawser.simulator;

import io.hawser.simulator.DemoHome.Member;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.HubClient;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives each member of a home its device in the hub. */
public final class Settlement {
    private final HubClient hub;

    /** @param hub somebody is logged in, who will own the devices */
    public Settlement(HubClient hub) {
        this.hub = hub;
    }

    /**
     * Makes the devices that are not there yet.
     *
     * @param known by {@link Member#key}; of these, those that the hub still has are used again
     * @return the credentials of all members, by key
     */
    public Future<Map<String, DeviceCredentials>> settle(List<Member> members, Map<String, DeviceCredentials> known) {
        return hub.devices().compose(present -> {
            Map<String, DeviceCredentials> settled = new LinkedHashMap<>();
            List<Member> missing = new ArrayList<>();
            for (Member member : members) {
                DeviceCredentials own = known.get(member.key());
                if (own != null && present.contains(own.device())) {
                    settled.put(member.key(), own);
                } else {
                    missing.add(member);
                }
            }
            return make(missing, 0, settled);
        });
    }

    /** Removes these devices, also those that are gone already. */
    public Future<Void> clear(Map<String, DeviceCredentials> credentials) {
        return Future.join(credentials.values().stream()
                        .map(own -> hub.deleteDevice(own.device()))
                        .toList())
                .mapEmpty();
    }

    private Future<Map<String, DeviceCredentials>> make(
            List<Member> missing, int index, Map<String, DeviceCredentials> settled) {
        if (index == missing.size()) {
            return Future.succeededFuture(settled);
        }
        Member member = missing.get(index);
        return hub.createDevice(member.name(), member.model()).compose(own -> {
            settled.put(member.key(), own);
            return make(missing, index + 1, settled);
        });
    }
}
