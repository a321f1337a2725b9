package io.hawser.edge.rest;

import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.domain.Via;
import io.hawser.edge.rest.Resources.SeenDevice;
import io.hawser.protocol.JsonText;
import io.hawser.sharing.Access;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The register of devices, with their presence. */
final class DeviceRoutes {
    private final Services hub;

    DeviceRoutes(Services hub) {
        this.hub = hub;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("devices", this::list);
        operations.put("addDevice", this::add);
        operations.put("claimDevice", this::claim);
        operations.put("device", this::find);
        operations.put("changeDevice", this::change);
        operations.put("removeDevice", this::remove);
        operations.put("rotateSecret", this::rotateSecret);
        operations.put("makeClaimCode", this::claimCode);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return hub.devices()
                .list(
                        call.user(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .compose(page -> present(page, call))
                .map(page -> Answer.ok(Resources.list(page, Resources::device)));
    }

    /** The presence of all of them in one read. */
    private Future<Page<SeenDevice>> present(Page<Seen> page, Call call) {
        List<DeviceId> ids =
                page.items().stream().map(seen -> seen.device().id()).toList();
        boolean administrator = call.caller().isAdministrator();
        Future<List<Snapshot>> snapshots =
                ids.isEmpty() ? Future.succeededFuture(List.of()) : hub.live().snapshots(ids);
        return snapshots.map(found -> {
            Map<DeviceId, Snapshot> byDevice =
                    found.stream().collect(Collectors.toMap(Snapshot::device, Function.identity()));
            return new Page<>(
                    page.items().stream()
                            .map(seen -> seen(
                                    seen.device(),
                                    Access.word(seen.role(), administrator),
                                    byDevice.get(seen.device().id())))
                            .toList(),
                    page.next());
        });
    }

    private Future<Answer> add(Call call) {
        Arguments given = call.arguments();
        return hub.devices()
                .create(call.user(), call.actor(), given.field("name"), given.field("model"))
                .map(made -> {
                    Json body = JsonText.write(out -> {
                        out.writeStartObject();
                        out.writeFieldName("device");
                        Resources.device(out, seen(made.device(), "owner", null));
                        out.writeStringField("secret", made.secret());
                        out.writeStringField("claimCode", made.claimCode());
                        out.writeEndObject();
                    });
                    return Answer.created(
                            RestMount.BASE + "/devices/" + made.device().id(), body);
                });
    }

    private Future<Answer> claim(Call call) {
        Arguments given = call.arguments();
        DeviceId device = new DeviceId(given.field("device"));
        return hub.sharing()
                .claim(call.user(), Via.REST, device, given.field("claimCode"))
                .compose(claimed -> hub.access().access(call.user(), device))
                .compose(this::answer);
    }

    private Future<Answer> find(Call call) {
        return hub.access().require(call.user(), device(call), Need.WATCH).compose(this::answer);
    }

    private Future<Answer> change(Call call) {
        Optional<String> name = call.arguments().optionalField("name");
        Optional<String> owner = call.arguments().optionalField("owner");
        DeviceId device = device(call);
        Need need = owner.isPresent() ? Need.OWN : Need.CONFIGURE;
        return hub.access()
                .require(call.user(), device, need)
                .compose(may -> name.isPresent()
                        ? hub.devices().rename(device, name.get(), call.actor()).<Void>mapEmpty()
                        : Future.<Void>succeededFuture())
                .compose(done -> owner.isPresent()
                        ? handOver(call, device, owner.get())
                        : hub.access().access(call.user(), device).compose(this::answer));
    }

    /** What was handed over does not exist any more for the one who gave it, unless they see it by another right. */
    private Future<Answer> handOver(Call call, DeviceId device, String login) {
        return hub.sharing()
                .handOver(call.user(), Via.REST, device, login)
                .compose(done -> hub.access()
                        .access(call.user(), device)
                        .compose(this::answer)
                        .recover(failure -> failure instanceof Failure known && known.code() == ErrorCode.NOT_FOUND
                                ? Future.succeededFuture(Answer.nothing())
                                : Future.failedFuture(failure)));
    }

    private Future<Answer> remove(Call call) {
        DeviceId device = device(call);
        return hub.access()
                .require(call.user(), device, Need.OWN)
                .compose(may -> hub.devices().remove(device, call.actor()))
                .map(done -> Answer.nothing());
    }

    private Future<Answer> claimCode(Call call) {
        DeviceId device = device(call);
        return hub.access()
                .require(call.user(), device, Need.OWN)
                .compose(may -> hub.devices().claimCode(device, call.actor()))
                .map(made -> Answer.ok(JsonText.json(Map.of(
                        "claimCode", made.code(), "expires", made.expires().toEpochMilli()))));
    }

    private Future<Answer> rotateSecret(Call call) {
        DeviceId device = device(call);
        return hub.access()
                .require(call.user(), device, Need.CONFIGURE)
                .compose(may -> hub.devices().rotateSecret(device, call.actor()))
                .map(secret -> Answer.ok(JsonText.json(Map.of("secret", secret))));
    }

    private Future<Answer> answer(Access access) {
        DeviceId id = access.device();
        return hub.devices()
                .find(id)
                .compose(device -> hub.live()
                        .snapshot(id)
                        .map(snapshot ->
                                Answer.ok(Resources.one(seen(device, access.word(), snapshot), Resources::device))));
    }

    static DeviceId device(Call call) {
        return new DeviceId(call.arguments().text("device"));
    }

    private static SeenDevice seen(Device device, String role, @Nullable Snapshot snapshot) {
        return new SeenDevice(device, role, snapshot == null ? Presence.never(device.created()) : snapshot.presence());
    }
}
