package io.hawser.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.Location;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.RuleId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.history.HistoryStore;
import io.hawser.protocol.JsonText;
import io.hawser.rule.RuleRegister.Draft;
import io.hawser.rule.RuleRegister.Filter;
import io.hawser.rule.RuleRegister.Home;
import io.hawser.rule.RuleRegister.OfModel;
import io.hawser.rule.RuleRegister.Seen;
import io.hawser.sharing.AccessPolicy;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules as people make, try and see them. Whether they may is asked here. Futures fail with {@code NOT_FOUND} for what one may not know
 * of, {@code FORBIDDEN}, {@code BAD_VALUE} naming each bad field of a rule, and {@code UNAVAILABLE}. Safe for use by any thread.
 */
public final class RuleService {
    /** How far back a rule is tried. */
    public static final Duration WEEK = Duration.ofDays(7);

    /** With how many devices a rule is tried at the most. */
    public static final int MOST_TRIED = Rehearsal.MOST_DEVICES;

    private static final RuleId UNSAVED = new RuleId("rul_unsaved");
    private static final int HOLDING = 50;
    private static final int FAMILY = 200;
    private static final int LONGEST = 16 * 1024;
    /** What is told of a rule beside what it says. */
    private static final List<String> TOLD = List.of("id", "version", "changed", "owner", "may", "status", "model");

    private final RuleRegister register;
    private final RuleLog log;
    private final HistoryStore history;
    private final RuleRights rights;
    private final NewIds ids;
    private final Clock clock;
    private final LongSupplier nanos;
    private final RuleSettings settings;

    /** @param nanos passing time, as {@link System#nanoTime} has it */
    public RuleService(
            RuleRegister register,
            RuleLog log,
            HistoryStore history,
            AccessPolicy access,
            Capabilities capabilities,
            NewIds ids,
            Clock clock,
            LongSupplier nanos,
            RuleSettings settings) {
        this.register = register;
        this.log = log;
        this.history = history;
        this.ids = ids;
        this.clock = clock;
        this.nanos = nanos;
        this.settings = settings;
        rights = new RuleRights(access, capabilities);
    }

    /**
     * A rule for somebody.
     *
     * @param holding where it stands; of a list, nothing is told of that
     */
    public record View(Seen rule, boolean mayChange, List<Watch> holding) {
        public View {
            holding = List.copyOf(holding);
        }
    }

    /** A rule that is not kept, as it was read, and what it would have done. */
    public record Tried(Json text, Trial trial) {}

    /** The rules of somebody and of their spaces. */
    public Future<Page<View>> list(User user, Filter filter, int limit, @Nullable String cursor) {
        return register.list(user.id(), filter, limit, cursor).compose(page -> {
            List<Future<View>> views = page.items().stream()
                    .map(rule -> rights.mayChange(user, rule).map(may -> new View(rule, may, List.of())))
                    .toList();
            return Future.all(views)
                    .map(all -> new Page<>(views.stream().map(Future::result).toList(), page.next()));
        });
    }

    /** One rule. */
    public Future<View> find(User user, RuleId id) {
        return seen(user, id)
                .compose(view ->
                        register.holding(id, HOLDING).map(holding -> new View(view.rule(), view.mayChange(), holding)));
    }

    private Future<View> seen(User user, RuleId id) {
        return register.find(id).compose(found -> {
            Seen rule = found.orElseThrow(() -> Failure.notFound("rule"));
            return rights.mayChange(user, rule).map(may -> new View(rule, may, List.of()));
        });
    }

    private Future<View> changeable(User user, RuleId id) {
        return seen(user, id).map(view -> {
            if (!view.mayChange()) {
                throw Failure.forbidden("Only its owner and those who manage its space may change this rule.");
            }
            return view;
        });
    }

    /** @param source as it was written, where that was not JSON */
    public Future<View> add(User user, ObjectNode written, @Nullable String source, Actor by) {
        RuleId id = ids.rule();
        return draft(user, written, source)
                .compose(draft -> register.add(
                        id, draft, settings.perPerson(), audit(by, AuditAction.RULE_ADDED, id, draft.says())))
                .compose(done -> find(user, id));
    }

    /** Another text in its place; whoever writes it owns it from then on. */
    public Future<View> replace(
            User user, RuleId id, ObjectNode written, @Nullable String source, @Nullable Integer expected, Actor by) {
        return changeable(user, id)
                .compose(view -> draft(user, written, source))
                .compose(draft ->
                        register.replace(id, draft, expected, audit(by, AuditAction.RULE_CHANGED, id, draft.says())))
                .compose(done -> find(user, id));
    }

    /** Switches it on or off. */
    public Future<View> enable(User user, RuleId id, boolean enabled, Actor by) {
        Instant now = clock.instant();
        return changeable(user, id)
                .compose(view -> {
                    Sentence says = RuleReader.stored(
                            view.rule().text(), null, view.rule().home());
                    return register.enable(
                            id,
                            enabled,
                            enabled ? next(says, now) : null,
                            now,
                            audit(by, AuditAction.RULE_CHANGED, id, says));
                })
                .compose(done -> find(user, id));
    }

    /** Removes it. */
    public Future<Void> remove(User user, RuleId id, Actor by) {
        return changeable(user, id)
                .compose(view -> register.remove(
                        id,
                        audit(
                                by,
                                AuditAction.RULE_REMOVED,
                                id,
                                RuleReader.stored(
                                        view.rule().text(), null, view.rule().home()))));
    }

    /** What set it off, newest first. */
    public Future<Page<Firing>> firings(User user, RuleId id, int limit, @Nullable String cursor) {
        return seen(user, id).compose(view -> register.firings(id, limit, cursor));
    }

    /** One of these. */
    public Future<Firing> firing(User user, RuleId id, FiringId firing) {
        return seen(user, id)
                .compose(view -> register.firing(id, firing))
                // Of a rule that one may not know of there is no other answer.
                .map(found -> found.orElseThrow(() -> Failure.notFound("rule")));
    }

    /** What a rule would have done. */
    public Future<Trial> tryOut(User user, RuleId id, @Nullable Instant from, @Nullable Instant to) {
        return seen(user, id).compose(view -> {
            Seen rule = view.rule();
            UserId owner = Objects.requireNonNullElse(rule.owner(), user.id());
            Sentence says = RuleReader.stored(rule.text(), null, rule.home());
            return rehearse(new Rule(id, rule.version(), owner, says), from, to);
        });
    }

    /** What a rule that is not kept would have done. */
    public Future<Tried> tryOut(User user, ObjectNode written, @Nullable Instant from, @Nullable Instant to) {
        ObjectNode text = text(written);
        return home(user, text).compose(home -> {
            Sentence says = RuleReader.read(text, place(home));
            return rights.check(user, says)
                    .compose(done -> rehearse(new Rule(UNSAVED, 0, user.id(), says), from, to))
                    .map(trial -> new Tried(JsonText.json(text), trial));
        });
    }

    private Future<Trial> rehearse(Rule rule, @Nullable Instant from, @Nullable Instant to) {
        Instant now = clock.instant();
        Instant end = to == null || to.isAfter(now) ? now : to;
        Instant start = from == null ? end.minus(WEEK) : from;
        if (!start.isBefore(end) || start.plus(WEEK).isBefore(end)) {
            return Future.failedFuture(Failure.invalid("/from", "must be within the 7 days before to"));
        }
        return history.archivedBefore(rule.interest().kinds()).compose(archived -> {
            Instant since =
                    archived.filter(start::isBefore).filter(end::isAfter).orElse(start);
            return register.covered(rule.says().of(), Rehearsal.MOST_DEVICES)
                    .compose(devices -> new Rehearsal(rule, log, history, since, end, nanos).with(devices))
                    .map(trial -> since.equals(start) || trial.reason() != null ? trial : trial.archived());
        });
    }

    /** Rules that come with a device's model. Whether somebody may see the device is asked before. */
    public Future<List<OfModel>> ofModel(DeviceId device) {
        return register.ofModel(device);
    }

    /** Switches one of these on or off for the device. Whether somebody may is asked before. */
    public Future<List<OfModel>> except(DeviceId device, RuleId rule, boolean enabled, Actor by) {
        AuditEntry audit = AuditEntry.of(clock.instant(), by, AuditAction.RULE_CHANGED)
                .about(device)
                .with(Map.of("rule", rule.value(), "enabled", String.valueOf(enabled)));
        return register.except(device, rule, enabled, audit).compose(done -> register.ofModel(device));
    }

    /** The firings that belong to one cause, of the rules that somebody may see. */
    public Future<List<Firing>> family(User user, Cause cause) {
        return register.family(user.id(), user.role() == UserRole.ADMIN, cause, FAMILY);
    }

    private Future<Draft> draft(User user, ObjectNode written, @Nullable String source) {
        ObjectNode text = text(written);
        Instant now = clock.instant();
        return home(user, text).compose(home -> {
            Sentence says = RuleReader.read(text, place(home));
            return rights.check(user, says)
                    .map(done -> new Draft(
                            user.id(),
                            says,
                            JsonText.json(text),
                            source,
                            RuleRights.mentions(says),
                            says.enabled() ? next(says, now) : null,
                            now,
                            home.orElse(null)));
        });
    }

    /** By whose place it goes; empty where it says all that itself, or no space is known. */
    private Future<Optional<Home>> home(User user, ObjectNode text) {
        Named named = Named.in(text);
        return Named.isPlaced(text)
                        || (named.spaces().isEmpty() && named.devices().isEmpty())
                ? Future.succeededFuture(Optional.empty())
                : register.home(user.id(), named.spaces(), named.devices());
    }

    private static @Nullable Location place(Optional<Home> home) {
        return home.map(Home::location).orElse(null);
    }

    private static ObjectNode text(ObjectNode written) {
        ObjectNode text = written.deepCopy();
        text.remove(TOLD);
        if (JsonText.json(text).text().length() > LONGEST) {
            throw Failure.of(ErrorCode.TOO_LARGE, "A rule may have at most " + LONGEST / 1024 + " KiB.");
        }
        return text;
    }

    private static @Nullable Instant next(Sentence says, Instant now) {
        return says.hour().flatMap(hour -> hour.next(now)).orElse(null);
    }

    private AuditEntry audit(Actor by, AuditAction action, RuleId id, Sentence says) {
        return AuditEntry.of(clock.instant(), by, action).with(Map.of("rule", id.value(), "name", says.name()));
    }
}
