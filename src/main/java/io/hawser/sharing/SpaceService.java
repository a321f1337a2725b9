package io.hawser.sharing;

import io.hawser.bus.Bus;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.DisplayName;
import io.hawser.domain.Failure;
import io.hawser.domain.Invitation;
import io.hawser.domain.Location;
import io.hawser.domain.Member;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Space;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.identity.UserStore;
import io.hawser.protocol.Words;
import io.hawser.sharing.SpaceStore.Seen;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Households and sites: whoever belongs to a space has their role there on every device in it. Checks for itself whether the caller
 * may: members see it, its managers see to who belongs to it and what is in it, its owner removes it and hands it over. What has changed takes
 * effect at once, for open sockets too. Failures beside those told: {@code NOT_FOUND} for a space that the caller may not know of,
 * {@code FORBIDDEN}, {@code UNAVAILABLE}.
 */
public final class SpaceService {
    private final AccessPolicy policy;
    private final SpaceStore spaces;
    private final UserStore users;
    private final AccessNews news;
    private final NewIds ids;
    private final Clock clock;

    public SpaceService(
            AccessPolicy policy,
            SpaceStore spaces,
            UserStore users,
            ShareCarrier carrier,
            Bus bus,
            NewIds ids,
            Clock clock) {
        this.policy = policy;
        this.spaces = spaces;
        this.users = users;
        news = new AccessNews(policy, carrier, bus);
        this.ids = ids;
        this.clock = clock;
    }

    /** Makes a space that belongs to the user; fails with {@code BAD_VALUE} on {@code /name}. */
    public Future<Seen> create(User owner, Actor by, String name) {
        return Future.succeededFuture(name)
                .map(text -> DisplayName.checked("/name", text))
                .compose(checked -> {
                    Space space = new Space(ids.space(), checked, owner.id(), owner.name(), clock.instant());
                    return spaces.add(space, audit(by, AuditAction.SPACE_ADDED, space, Map.of()));
                });
    }

    /** The spaces that the user belongs to, by name; all of them for an administrator. */
    public Future<Page<Seen>> list(User by, int limit, @Nullable String cursor) {
        return spaces.list(by.id(), by.role() == UserRole.ADMIN, limit, cursor);
    }

    /** One space. */
    public Future<Seen> find(User by, SpaceId space) {
        return policy.require(by, space, Need.WATCH);
    }

    /** Renames it, hands it over, or both; fails with {@code BAD_VALUE} on {@code /name} and {@code /owner}. */
    public Future<Void> change(User user, Actor by, SpaceId id, @Nullable String name, @Nullable String owner) {
        return policy.require(user, id, owner == null ? Need.CONFIGURE : Need.OWN)
                .compose(seen -> renamed(by, seen.space(), name)
                        .compose(done -> owner == null
                                ? Future.succeededFuture()
                                : person("/owner", owner).compose(next -> handedOver(by, seen.space(), next))));
    }

    /**
     * Says where it is, for those who may rename it.
     *
     * @param location null: nobody says any more, and rules go on by what was said last
     */
    public Future<Void> place(User user, Actor by, SpaceId id, @Nullable Location location) {
        return policy.require(user, id, Need.CONFIGURE)
                .compose(seen -> spaces.place(
                        id,
                        location,
                        audit(
                                by,
                                AuditAction.SPACE_CHANGED,
                                seen.space(),
                                Map.of("location", location == null ? "unsaid" : "said"))));
    }

    /** Removes it; its devices stay their owners'. */
    public Future<Void> remove(User user, Actor by, SpaceId id) {
        return policy.require(user, id, Need.OWN)
                .compose(seen -> spaces.remove(id, audit(by, AuditAction.SPACE_REMOVED, seen.space(), Map.of())))
                .compose(moved -> news.moved(moved));
    }

    /** Its people, by login, the owner among them. */
    public Future<Page<Member>> members(User by, SpaceId space, int limit, @Nullable String cursor) {
        return policy.require(by, space, Need.WATCH).compose(seen -> spaces.members(space, limit, cursor));
    }

    /**
     * Takes a person in, or gives a member another role. Fails with {@code BAD_VALUE} when the role is not to be given, or the login
     * belongs to nobody or to the owner.
     */
    public Future<Member> join(User user, Actor by, SpaceId id, String login, Role role) {
        return join(user, by, id, login, role, Map.of());
    }

    /** Takes in who was invited, in the name of whoever invited them. */
    Future<Member> accepted(Invitation invitation, SpaceId space) {
        User inviter = invitation.inviter();
        return join(
                inviter,
                new Actor.ByUser(inviter.id(), inviter.name(), Via.REST),
                space,
                invitation.invitee().login(),
                invitation.role(),
                Map.of(SharingNotices.ACCEPTED, invitation.id()));
    }

    private Future<Member> join(User user, Actor by, SpaceId id, String login, Role role, Map<String, String> more) {
        return policy.require(user, id, Need.SHARE).compose(seen -> {
            if (role == Role.OWNER) {
                throw Failure.invalid("/role", "must be viewer, controller or manager; an owner hands the space over");
            }
            return person("/login", login).compose(person -> {
                if (person.id().equals(seen.space().owner())) {
                    throw Failure.invalid("/login", "must be that of a user who is not the owner");
                }
                Map<String, String> detail = new HashMap<>(more);
                detail.put("role", Words.lower(role));
                AuditEntry entry =
                        audit(by, AuditAction.MEMBER_SET, seen.space(), detail).about(person.id());
                return spaces.join(id, person.id(), role, entry)
                        .compose(moved -> news.moved(moved))
                        .map(done -> new Member(person.id(), person.login(), person.name(), role));
            });
        });
    }

    /** Takes a member out, with the devices that they own; anybody may leave. Fails with {@code FORBIDDEN} for the owner, who can only hand it over. */
    public Future<Void> leave(User user, Actor by, SpaceId id, UserId member) {
        return policy.require(user, id, member.equals(user.id()) ? Need.WATCH : Need.SHARE)
                .compose(seen -> {
                    if (member.equals(seen.space().owner())) {
                        throw Failure.forbidden("The owner can't leave: an owner hands the space over.");
                    }
                    AuditEntry entry = audit(by, AuditAction.MEMBER_REMOVED, seen.space(), Map.of())
                            .about(member);
                    return spaces.leave(id, member, entry);
                })
                .compose(moved -> news.moved(moved));
    }

    /** Its devices, by name. */
    public Future<Page<Device>> devices(User by, SpaceId space, int limit, @Nullable String cursor) {
        return policy.require(by, space, Need.WATCH).compose(seen -> spaces.devices(space, limit, cursor));
    }

    /** Puts a device in: for managers of the space who may share the device. */
    public Future<Void> put(User user, Actor by, SpaceId id, DeviceId device) {
        return policy.require(user, id, Need.SHARE)
                .compose(seen -> policy.require(user, device, Need.SHARE)
                        .compose(may -> spaces.put(
                                id,
                                device,
                                audit(by, AuditAction.DEVICE_PLACED, seen.space(), Map.of())
                                        .about(device))))
                .compose(moved -> news.moved(moved));
    }

    /** Takes a device out: for whoever may share it, whether they belong to the space or not. */
    public Future<Void> take(User user, Actor by, SpaceId id, DeviceId device) {
        return policy.require(user, device, Need.SHARE)
                .compose(may -> spaces.find(id, user.id()))
                .compose(found -> {
                    Space space = found.map(Seen::space).orElseThrow(() -> Failure.notFound("space"));
                    return spaces.take(
                            id,
                            device,
                            audit(by, AuditAction.DEVICE_TAKEN, space, Map.of()).about(device));
                })
                .compose(moved -> news.moved(moved));
    }

    private Future<Void> renamed(Actor by, Space space, @Nullable String name) {
        return name == null
                ? Future.succeededFuture()
                : Future.succeededFuture(name)
                        .map(text -> DisplayName.checked("/name", text))
                        .compose(checked -> spaces.rename(
                                space.id(),
                                checked,
                                audit(by, AuditAction.SPACE_CHANGED, space, Map.of("named", checked))));
    }

    private Future<Void> handedOver(Actor by, Space space, User next) {
        return next.id().equals(space.owner())
                ? Future.succeededFuture()
                : spaces.handOver(
                                space.id(),
                                next.id(),
                                audit(by, AuditAction.SPACE_CHANGED, space, Map.of("owner", next.name()))
                                        .about(next.id()))
                        .compose(moved -> news.moved(moved));
    }

    private Future<User> person(String field, String login) {
        return users.credentials(login.strip())
                .map(found -> found.map(UserStore.Credentials::user)
                        .filter(user -> !user.disabled())
                        .orElseThrow(() -> Failure.invalid(field, "nobody has this login")));
    }

    private AuditEntry audit(Actor by, AuditAction action, Space space, Map<String, String> more) {
        Map<String, String> detail = new HashMap<>(more);
        detail.put("space", space.id().value());
        detail.put("name", space.name());
        return AuditEntry.of(clock.instant(), by, action).with(detail);
    }
}
