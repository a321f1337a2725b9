package io.hawser.sharing;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Notice;
import io.hawser.domain.Notice.Audience;
import io.hawser.domain.Severity;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people find in their inbox of sharing that concerns them and that others did: made of the entry of the audit, with which it is stored.
 * Whoever may not see the device or space (any more) is told its name and nothing else. Each text names one person at the most,
 * whose id is in {@code source}, so that it goes with them. Pure.
 */
public final class SharingNotices {
    /** An entry's detail that says that it came of an accepted invitation: who accepted needs no notice of it. */
    static final String ACCEPTED = "invitation";

    /** An entry's detail that says whose invitation it was. */
    static final String INVITER = "inviter";

    private static final Set<AuditAction> TOLD = EnumSet.of(
            AuditAction.SHARED,
            AuditAction.UNSHARED,
            AuditAction.SHARE_EXPIRED,
            AuditAction.HANDED_OVER,
            AuditAction.CLAIMED,
            AuditAction.SPACE_CHANGED,
            AuditAction.MEMBER_SET,
            AuditAction.MEMBER_REMOVED,
            AuditAction.INVITED,
            AuditAction.INVITATION_ACCEPTED,
            AuditAction.INVITATION_DECLINED,
            AuditAction.INVITATION_WITHDRAWN);

    private static final Map<String, Text> ROLES = Map.of(
            "viewer", new Text("viewer", "查看者"),
            "controller", new Text("controller", "控制者"),
            "manager", new Text("manager", "管理者"));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private SharingNotices() {}

    /** Whether there may be something to tell of such an entry. */
    public static boolean mayTell(AuditEntry entry) {
        return TOLD.contains(entry.action()) && entry.user() != null;
    }

    /**
     * What is told of an entry.
     *
     * @param deviceName of the entry's device; null: it has none
     */
    public static Optional<Notice> of(AuditEntry entry, @Nullable String deviceName) {
        UserId person = entry.user();
        if (person == null || entry.detail().containsKey(ACCEPTED)) {
            return Optional.empty();
        }
        String name = deviceName == null ? entry.detail().getOrDefault("name", "") : deviceName;
        String who = entry.by() instanceof Actor.ByUser by ? by.name() : "";
        boolean own = entry.by() instanceof Actor.ByUser by && by.user().equals(person);
        Told told = new Told(entry, person);
        Text role = ROLES.getOrDefault(entry.detail().getOrDefault("role", ""), new Text("", ""));
        boolean device = entry.device() != null;
        return Optional.ofNullable(
                switch (entry.action()) {
                    case SHARED ->
                        own
                                ? null
                                : told.about(
                                        new Text("%s shares it with you: %s", "%s 与您共享：%s").with(who, role),
                                        until(entry));
                    case UNSHARED ->
                        own
                                ? told.ownerAbout(new Text("%s gave it up", "%s 已退出共享").with(who))
                                : told.name(
                                        new Text("%s no longer shares “%s” with you", "%s 不再与您共享“%s”").with(who, name));
                    case SHARE_EXPIRED ->
                        told.name(new Text("“%s” is no longer shared with you: its time is over", "“%s”的共享已到期")
                                .with(name));
                    case HANDED_OVER, SPACE_CHANGED ->
                        own ? null : told.about(new Text("%s handed it over to you", "%s 已将其移交给您").with(who), null);
                    case CLAIMED ->
                        own
                                ? null
                                : told.name(new Text(
                                                "%s claimed “%s” with its code: it is theirs now",
                                                "%s 已用认领码认领“%s”，它现在归对方所有")
                                        .with(who, name));
                    case MEMBER_SET ->
                        own ? null : told.about(new Text("%s took you in: %s", "%s 已将您加入：%s").with(who, role), null);
                    case MEMBER_REMOVED ->
                        own
                                ? told.ownerAbout(new Text("%s has left", "%s 已退出").with(who))
                                : told.name(new Text("%s took you out of “%s”", "%s 已将您移出“%s”").with(who, name));
                    case INVITED ->
                        told.name((device
                                        ? new Text("%s invites you to use “%s”: %s", "%s 邀请您使用“%s”：%s")
                                        : new Text("%s invites you into “%s”: %s", "%s 邀请您加入“%s”：%s"))
                                .with(who, name, role));
                    case INVITATION_WITHDRAWN ->
                        told.name(new Text("%s withdrew the invitation to “%s”", "%s 撤回了对“%s”的邀请").with(who, name));
                    case INVITATION_ACCEPTED ->
                        told.inviterAbout(new Text("%s accepted your invitation", "%s 接受了您的邀请").with(who));
                    case INVITATION_DECLINED ->
                        told.inviterAbout(new Text("%s declined your invitation", "%s 谢绝了您的邀请").with(who));
                    default -> null;
                });
    }

    /** What is told of a grant that will end: to whom it is given, and to those who could renew it. */
    public static List<Notice> ending(ShareStore.Ending ending, Instant now) {
        Share share = ending.share();
        Instant expires = share.expires();
        if (expires == null) {
            return List.of();
        }
        String id = "share:ending:" + share.device() + ":" + share.user() + ":" + expires.toEpochMilli();
        String end = TIME.format(expires);
        String source = "share:" + share.user();
        Notice own = notice(
                id,
                now,
                source,
                share.device(),
                null,
                new Text("It is shared with you until %s", "与您的共享将于 %s 到期").with(end),
                null,
                Set.of(share.user()));
        Set<UserId> sharers = ending.sharers().stream().collect(Collectors.toSet());
        return sharers.isEmpty()
                ? List.of(own)
                : List.of(
                        own,
                        notice(
                                id + ":sharers",
                                now,
                                source,
                                share.device(),
                                null,
                                new Text("It is shared with %s until %s", "与 %s 的共享将于 %s 到期").with(share.name(), end),
                                null,
                                sharers));
    }

    private static @Nullable Text until(AuditEntry entry) {
        String expires = entry.detail().get("expires");
        return expires == null
                ? null
                : new Text("Until %s.", "有效期至 %s。").with(TIME.format(Instant.ofEpochMilli(Long.parseLong(expires))));
    }

    private static Notice notice(
            String id,
            Instant made,
            String source,
            @Nullable DeviceId device,
            @Nullable SpaceId space,
            Text title,
            @Nullable Text body,
            Set<UserId> people) {
        return new Notice(
                id,
                made,
                source,
                device,
                space,
                Severity.INFO,
                title.byLanguage(),
                body == null ? Map.of() : body.byLanguage(),
                people.isEmpty() ? Audience.OWNER : Audience.PEOPLE,
                people,
                null,
                false);
    }

    /** What an entry tells: of its device or space to who may see it, or its name alone. */
    private record Told(AuditEntry entry, UserId person) {
        Notice about(Text title, @Nullable Text body) {
            return told(person.value(), entry.device(), space(), title, body, Set.of(person));
        }

        Notice ownerAbout(Text title) {
            return told("owner", entry.device(), space(), title, null, Set.of());
        }

        Notice name(Text title) {
            return told(person.value(), null, null, title, null, Set.of(person));
        }

        @Nullable Notice inviterAbout(Text title) {
            String inviter = entry.detail().get(INVITER);
            return inviter == null
                    ? null
                    : told(inviter, entry.device(), space(), title, null, Set.of(new UserId(inviter)));
        }

        private @Nullable SpaceId space() {
            String space = entry.detail().get("space");
            return space == null || entry.device() != null ? null : new SpaceId(space);
        }

        private Notice told(
                String to,
                @Nullable DeviceId device,
                @Nullable SpaceId space,
                Text title,
                @Nullable Text body,
                Set<UserId> people) {
            String named = entry.by() instanceof Actor.ByUser by ? by.user().value() : "hub";
            String about = entry.device() == null
                    ? entry.detail().getOrDefault("space", "")
                    : entry.device().value();
            String id = "share:" + entry.action() + ":" + about + ":" + to + ":" + entry.at();
            return notice(id, entry.at(), "share:" + named, device, space, title, body, people);
        }
    }

    /** The same in both languages. */
    private record Text(String en, String zh) {
        Text with(Object... parts) {
            Object[] english = new Object[parts.length];
            Object[] chinese = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                english[i] = parts[i] instanceof Text text ? text.en : parts[i];
                chinese[i] = parts[i] instanceof Text text ? text.zh : parts[i];
            }
            return new Text(en.formatted(english), zh.formatted(chinese));
        }

        Map<String, String> byLanguage() {
            return Map.of("en", en, "zh", zh);
        }
    }
}
