package io.hawser.edge.terminal;

import io.hawser.bus.Remembered;
import io.hawser.device.DeviceService;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.sharing.Access;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.List;

/** As the policy and the register say. The model of a device never changes, so that it may be remembered. */
final class PolicySights implements Sights {
    private final AccessPolicy policy;
    private final DeviceService devices;
    private final Remembered<DeviceId, String> models;

    PolicySights(AccessPolicy policy, DeviceService devices, Remembered<DeviceId, String> models) {
        this.policy = policy;
        this.devices = devices;
        this.models = models;
    }

    @Override
    public Future<Sight> one(User user, DeviceId device) {
        return policy.require(user, device, Need.WATCH)
                .compose(access -> devices.find(device).map(found -> sight(found, access.word())));
    }

    @Override
    public Future<List<Sight>> all(User user) {
        boolean administrator = user.role() == UserRole.ADMIN;
        return policy.visible(user)
                .map(seen -> seen.stream()
                        .map(item -> sight(item.device(), Access.word(item.role(), administrator)))
                        .toList());
    }

    @Override
    public Future<Sight> with(User user, DeviceId device, Role role) {
        return devices.find(device).map(found -> sight(found, Access.word(role, user.role() == UserRole.ADMIN)));
    }

    @Override
    public Future<String> commandable(User user, DeviceId device) {
        return policy.require(user, device, Need.COMMAND)
                .compose(access -> models.get(device, id -> devices.find(id).map(Device::model)));
    }

    private static Sight sight(Device device, String role) {
        return new Sight(device.id(), device.name(), device.model(), role);
    }
}
