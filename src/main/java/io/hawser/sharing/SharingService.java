package io.hawser.sharing;

import io.hawser.audit.AuditStore;
import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.NoticesMade;
import io.hawser.bus.ShareEnding;
import io.hawser.device.DeviceStore;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Invitation;
import io.hawser.domain.Page;
import io.hawser.domain.ReadableCode;
import io.hawser.domain.Role;
import io.hawser.domain.Secret;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.identity.UserStore;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who else may: grants, and the change of a device's owner. Checks for itself whether the caller may. What has changed takes
 * effect at once, for open sockets too: see {@link AccessNews}.
 */
public final class SharingService {
    private static final Actor DEADLINE = new Actor.ByHub("deadline");

    private final AccessPolicy policy;
    private final ShareStore shares;
    private final DeviceStore devices;
    private final UserStore users;
    private final OwnerStore owners;
    private final AccessNews news;
    private final AuditStore audit;
    private final Bus bus;
    private final Clock clock;

    public SharingService(
            AccessPolicy policy,
            ShareStore shares,
            DeviceStore devices,
            UserStore users,
            OwnerStore owners,
            ShareCarrier carrier,
            AuditStore audit,
            Bus bus,
            Clock clock) {
        this.policy = policy;
        this.shares = shares;
        this.devices = devices;
        this.users = users;
        this.owners = owners;
        news = new AccessNews(policy, carrier, bus);
        this.audit = audit;
        this.bus = bus;
        this.clock = clock;
    }

    /** The grants on a device, by login; for whoever may share it. */
    public Future<Page<Share>> list(User by, DeviceId device, int limit, @Nullable String cursor) {
        return policy.require(by, device, Need.SHARE).compose(may -> shares.list(device, limit, cursor));
    }

    /**
     * Makes or replaces a grant. Fails with {@code BAD_VALUE} when the role is not to be granted, the end is not in the future, or
     * the login belongs to nobody or to the owner.
     *
     * @param expires when it ends by itself; null: when it is taken back
     */
    public Future<Share> grant(User by, Via via, DeviceId device, String login, Role role, @Nullable Instant expires) {
        return grant(by, via, device, login, role, expires, Map.of());
    }

    /** Makes the grant that was offered, in the name of whoever offered it. */
    Future<Share> accepted(Invitation invitation, DeviceId device) {
        return grant(
                invitation.inviter(),
                Via.REST,
                device,
                invitation.invitee().login(),
                invitation.role(),
                invitation.expires(),
                Map.of(SharingNotices.ACCEPTED, invitation.id()));
    }

    private Future<Share> grant(
            User by,
            Via via,
            DeviceId device,
            String login,
            Role role,
            @Nullable Instant expires,
            Map<String, String> more) {
        return policy.require(by, device, Need.SHARE).compose(may -> {
            if (role == Role.OWNER) {
                throw Failure.invalid("/role", "must be viewer, controller or manager; an owner hands the device over");
            }
            if (expires != null && !expires.isAfter(clock.instant())) {
                throw Failure.invalid("/expires", "must be in the future");
            }
            return shares.grant(
                            device,
                            login.strip(),
                            role,
                            expires,
                            share -> audit(actor(by, via), AuditAction.SHARED, share, more))
                    .compose(share -> news.changed(device, share.user(), role, AccessChanged.Reason.SHARED)
                            .map(share));
        });
    }

    /**
     * Takes a grant back; anybody may give up their own. Fails with {@code NOT_FOUND} when there is none and with
     * {@code FORBIDDEN} for the owner, who can only hand the device over.
     */
    public Future<Void> revoke(User by, Via via, DeviceId device, UserId user) {
        Need need = user.equals(by.id()) ? Need.WATCH : Need.SHARE;
        return policy.require(by, device, need)
                .compose(may -> find(device))
                .compose(found -> {
                    if (found.owner().equals(user)) {
                        throw Failure.forbidden("The owner's role can't be taken: an owner hands the device over.");
                    }
                    return shares.revoke(device, user, audit(actor(by, via), AuditAction.UNSHARED, device, user));
                })
                .compose(was -> {
                    if (!was) {
                        throw Failure.notFound("share");
                    }
                    return news.changed(device, user, null, AccessChanged.Reason.SHARE_REVOKED);
                });
    }

    /**
     * Makes somebody else the owner; grants of others stay, and so does the device in those spaces that the new owner belongs to.
     * Fails with {@code BAD_VALUE} on {@code /owner} when nobody enabled has
     * that login.
     */
    public Future<Device> handOver(User by, Via via, DeviceId device, String login) {
        return policy.require(by, device, Need.OWN)
                .compose(may -> find(device))
                .compose(before -> users.credentials(login.strip()).compose(found -> {
                    User next = found.map(UserStore.Credentials::user)
                            .filter(user -> !user.disabled())
                            .orElseThrow(() -> Failure.invalid("/owner", "nobody has this login"));
                    if (next.id().equals(before.owner())) {
                        return Future.succeededFuture(before);
                    }
                    Actor actor = actor(by, via);
                    AuditEntry handed = audit(actor, AuditAction.HANDED_OVER, device, next.id());
                    return owners.handOver(device, next.id(), entries(actor, device, former -> handed))
                            .compose(this::told);
                }));
    }

    /**
     * Makes whoever holds the claim code the owner, once. All grants of the former owner end, and no space has it any more: the device has gone to another home.
     * Fails with {@code FORBIDDEN}, the same for a wrong or used code, one that was tried too often and an unknown device.
     */
    public Future<Device> claim(User by, Via via, DeviceId device, String claimCode) {
        Actor actor = actor(by, via);
        return owners.claim(
                        device,
                        Secret.hash(ReadableCode.canonical(claimCode)),
                        by.id(),
                        entries(actor, device, former -> audit(actor, AuditAction.CLAIMED, device, former)))
                .compose(claimed -> claimed.map(this::told).orElseGet(() -> refused(device, actor)));
    }

    /** Tells those concerned of grants that will end, then ends those whose time is over; how many these were. */
    public Future<Integer> expire() {
        return shares.ending(clock.instant())
                .onSuccess(soon -> {
                    soon.forEach(this::announce);
                    if (!soon.isEmpty()) {
                        bus.publish(new NoticesMade());
                    }
                })
                .compose(soon -> end());
    }

    private void announce(ShareStore.Ending ending) {
        bus.publish(new ShareEnding(ending.share().user(), ending.share()));
        ending.sharers().forEach(sharer -> bus.publish(new ShareEnding(sharer, ending.share())));
    }

    private Future<Integer> end() {
        return shares.expire(clock.instant(), share -> audit(DEADLINE, AuditAction.SHARE_EXPIRED, share))
                .compose(over -> {
                    List<Future<Void>> told = new ArrayList<>();
                    for (Share share : over) {
                        told.add(news.changed(share.device(), share.user(), null, AccessChanged.Reason.SHARE_EXPIRED));
                    }
                    return Future.all(told).map(over.size());
                });
    }

    private OwnerStore.Entries entries(Actor by, DeviceId device, Function<UserId, AuditEntry> passed) {
        return new OwnerStore.Entries() {
            @Override
            public AuditEntry passed(UserId former) {
                return passed.apply(former);
            }

            @Override
            public AuditEntry ended(Share share) {
                return audit(by, AuditAction.UNSHARED, share);
            }

            @Override
            public AuditEntry takenOut(SpaceId space, String name) {
                return audit(by, AuditAction.DEVICE_TAKEN, device, null)
                        .with(Map.of("space", space.value(), "name", name));
            }
        };
    }

    private Future<Device> told(OwnerStore.Passed passed) {
        Device after = passed.device();
        if (!after.owner().equals(passed.former())) {
            bus.publish(new DeviceChanged(after.id()));
        }
        return news.passed(passed).map(after);
    }

    /** Guessing shows. */
    private <T> Future<T> refused(DeviceId device, Actor by) {
        return audit.add(audit(by, AuditAction.CLAIM_FAILED, device, null))
                .compose(noted -> Future.failedFuture(
                        Failure.forbidden("The claim code is wrong, was used, or was tried too often.")));
    }

    private AuditEntry audit(Actor by, AuditAction action, DeviceId device, @Nullable UserId user) {
        return AuditEntry.of(clock.instant(), by, action).about(device).about(user);
    }

    private AuditEntry audit(Actor by, AuditAction action, Share share) {
        return audit(by, action, share, Map.of());
    }

    private AuditEntry audit(Actor by, AuditAction action, Share share, Map<String, String> more) {
        Map<String, String> detail = new HashMap<>(more);
        detail.put("role", Words.lower(share.role()));
        Instant expires = share.expires();
        if (expires != null) {
            detail.put("expires", String.valueOf(expires.toEpochMilli()));
        }
        return audit(by, action, share.device(), share.user()).with(detail);
    }

    private Future<Device> find(DeviceId device) {
        return devices.find(device).map(found -> found.orElseThrow(() -> Failure.notFound("device")));
    }

    private static Actor actor(User by, Via via) {
        return new Actor.ByUser(by.id(), by.name(), via);
    }
}
