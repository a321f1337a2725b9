package io.hawser.sharing;

import io.hawser.bus.Bus;
import io.hawser.bus.InvitationsChanged;
import io.hawser.bus.NoticesMade;
import io.hawser.device.DeviceStore;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Invitation;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Secret;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.identity.UserStore;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Roles that somebody is offered rather than given: nothing is theirs until they accept. Checks for itself whether the caller may. What is
 * accepted becomes a grant or a membership as if whoever invited had just made it, and does so only if they still may. Both
 * sides' open terminals hear of each step. Failures beside those told: {@code NOT_FOUND} for what the caller may not know of,
 * {@code FORBIDDEN}, {@code UNAVAILABLE}.
 */
public final class InvitationService {
    private static final Duration OPEN = Duration.ofDays(14);

    private final AccessPolicy policy;
    private final InvitationStore invitations;
    private final SharingService sharing;
    private final SpaceService spaces;
    private final DeviceStore devices;
    private final UserStore users;
    private final Bus bus;
    private final Clock clock;

    public InvitationService(
            AccessPolicy policy,
            InvitationStore invitations,
            SharingService sharing,
            SpaceService spaces,
            DeviceStore devices,
            UserStore users,
            Bus bus,
            Clock clock) {
        this.policy = policy;
        this.invitations = invitations;
        this.sharing = sharing;
        this.spaces = spaces;
        this.devices = devices;
        this.users = users;
        this.bus = bus;
        this.clock = clock;
    }

    /**
     * Offers a role on a device, for those who may share it. Fails with {@code BAD_VALUE} as {@link SharingService#grant} does.
     *
     * @param expires when the grant will end; null: when it is taken back
     */
    public Future<Invitation> invite(
            User by, Actor actor, DeviceId device, String login, Role role, @Nullable Instant expires) {
        return policy.require(by, device, Need.SHARE)
                .compose(may -> devices.find(device))
                .compose(found -> {
                    var known = found.orElseThrow(() -> Failure.notFound("device"));
                    check(role);
                    if (expires != null && !expires.isAfter(clock.instant())) {
                        throw Failure.invalid("/expires", "must be in the future");
                    }
                    return person(login, known.owner())
                            .compose(person -> add(device, null, known.name(), person, by, actor, role, expires));
                });
    }

    /** Offers a role in a space, for its managers. Fails with {@code BAD_VALUE} as {@link SpaceService#join} does. */
    public Future<Invitation> invite(User by, Actor actor, SpaceId space, String login, Role role) {
        return policy.require(by, space, Need.SHARE).compose(seen -> {
            check(role);
            return person(login, seen.space().owner())
                    .compose(person -> add(null, space, seen.space().name(), person, by, actor, role, null));
        });
    }

    /** What the caller is invited to. */
    public Future<Page<Invitation>> own(User by, int limit, @Nullable String cursor) {
        return invitations.of(by.id(), clock.instant(), limit, cursor);
    }

    /** Who is invited to a device; for those who may share it. */
    public Future<Page<Invitation>> to(User by, DeviceId device, int limit, @Nullable String cursor) {
        return policy.require(by, device, Need.SHARE)
                .compose(may -> invitations.to(device, clock.instant(), limit, cursor));
    }

    /** Who is invited to a space; for its managers. */
    public Future<Page<Invitation>> to(User by, SpaceId space, int limit, @Nullable String cursor) {
        return policy.require(by, space, Need.SHARE)
                .compose(may -> invitations.to(space, clock.instant(), limit, cursor));
    }

    /** Takes what the caller is offered. Fails with {@code NOT_FOUND} as well when whoever invited may not share any more. */
    public Future<Void> accept(User by, Actor actor, String id) {
        return find(id).compose(invitation -> {
            if (!invitation.invitee().id().equals(by.id())) {
                throw unknown();
            }
            // Taken away first, so that of two answers only one counts.
            return stillMay(invitation)
                    .compose(may -> invitations.remove(id, audit(actor, AuditAction.INVITATION_ACCEPTED, invitation)))
                    .compose(first -> first ? granted(invitation) : Future.failedFuture(unknown()))
                    .onSuccess(done -> tell(invitation.inviter().id()));
        });
    }

    /** Declines an invitation of one's own, or withdraws that of somebody else to what one may share. */
    public Future<Void> remove(User by, Actor actor, String id) {
        return find(id).compose(invitation -> {
            boolean own = invitation.invitee().id().equals(by.id());
            AuditAction action = own ? AuditAction.INVITATION_DECLINED : AuditAction.INVITATION_WITHDRAWN;
            return (own ? Future.succeededFuture() : may(by, invitation).recover(failure -> hidden(failure)))
                    .compose(may -> invitations.remove(id, audit(actor, action, invitation)))
                    .compose(first -> first ? Future.<Void>succeededFuture() : Future.failedFuture(unknown()))
                    .onSuccess(done -> tell(
                            own
                                    ? invitation.inviter().id()
                                    : invitation.invitee().id()));
        });
    }

    private Future<Invitation> add(
            @Nullable DeviceId device,
            @Nullable SpaceId space,
            String name,
            User person,
            User by,
            Actor actor,
            Role role,
            @Nullable Instant expires) {
        Instant now = clock.instant();
        Invitation invitation = new Invitation(
                "inv_" + Secret.random(), device, space, name, person, by, role, expires, now, now.plus(OPEN));
        return invitations
                .add(invitation, audit(actor, AuditAction.INVITED, invitation))
                .map(invitation)
                .onSuccess(added -> tell(person.id()));
    }

    private Future<Void> granted(Invitation invitation) {
        DeviceId device = invitation.device();
        SpaceId space = invitation.space();
        if (device != null) {
            return sharing.accepted(invitation, device).mapEmpty();
        }
        if (space != null) {
            return spaces.accepted(invitation, space).mapEmpty();
        }
        throw new IllegalStateException("an invitation to nothing");
    }

    private Future<Void> stillMay(Invitation invitation) {
        Instant expires = invitation.expires();
        if (invitation.inviter().disabled() || (expires != null && !expires.isAfter(clock.instant()))) {
            return Future.failedFuture(unknown());
        }
        return may(invitation.inviter(), invitation).recover(InvitationService::hidden);
    }

    private Future<Void> may(User user, Invitation invitation) {
        DeviceId device = invitation.device();
        SpaceId space = invitation.space();
        return device != null
                ? policy.require(user, device, Need.SHARE).mapEmpty()
                : space != null ? policy.require(user, space, Need.SHARE).mapEmpty() : Future.failedFuture(unknown());
    }

    /** Whoever may not share, or does not know of the device or space at all, knows of no invitation. */
    private static <T> Future<T> hidden(Throwable failure) {
        return Future.failedFuture(
                failure instanceof Failure known
                                && (known.code() == ErrorCode.FORBIDDEN || known.code() == ErrorCode.NOT_FOUND)
                        ? unknown()
                        : failure);
    }

    private Future<Invitation> find(String id) {
        return invitations.find(id, clock.instant()).map(found -> found.orElseThrow(InvitationService::unknown));
    }

    private Future<User> person(String login, UserId owner) {
        return users.credentials(login.strip()).map(found -> {
            User person = found.map(UserStore.Credentials::user)
                    .filter(user -> !user.disabled())
                    .orElseThrow(() -> Failure.invalid("/login", "nobody has this login"));
            if (person.id().equals(owner)) {
                throw Failure.invalid("/login", "must be that of a user who is not the owner");
            }
            return person;
        });
    }

    private static void check(Role role) {
        if (role == Role.OWNER) {
            throw Failure.invalid("/role", "must be viewer, controller or manager");
        }
    }

    private void tell(UserId person) {
        bus.publish(new InvitationsChanged(person));
        bus.publish(new NoticesMade());
    }

    private AuditEntry audit(Actor by, AuditAction action, Invitation invitation) {
        Map<String, String> detail = new HashMap<>();
        detail.put("role", Words.lower(invitation.role()));
        detail.put(SharingNotices.INVITER, invitation.inviter().id().value());
        SpaceId space = invitation.space();
        if (space != null) {
            detail.put("space", space.value());
            detail.put("name", invitation.name());
        }
        AuditEntry entry = AuditEntry.of(clock.instant(), by, action)
                .about(invitation.invitee().id())
                .with(detail);
        DeviceId device = invitation.device();
        return device == null ? entry : entry.about(device);
    }

    private static Failure unknown() {
        return Failure.notFound("invitation");
    }
}
