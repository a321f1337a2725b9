package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Role;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.rule.RuleRegister.Seen;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may see and change rules, and what somebody may have a rule do. Safe for use by any thread. */
final class RuleRights {
    private final AccessPolicy access;
    private final Capabilities capabilities;

    RuleRights(AccessPolicy access, Capabilities capabilities) {
        this.access = access;
        this.capabilities = capabilities;
    }

    /** Whether somebody may change a rule; fails with {@code NOT_FOUND} when they may not know of it. */
    Future<Boolean> mayChange(User user, Seen rule) {
        if (user.id().equals(rule.owner()) || user.role() == UserRole.ADMIN) {
            return Future.succeededFuture(true);
        }
        SpaceId space = rule.space();
        if (space == null) {
            return Future.failedFuture(Failure.notFound("rule"));
        }
        return access.require(user, space, Need.WATCH)
                .map(seen -> seen.role() != null && seen.role().covers(Role.MANAGER))
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND
                                ? Failure.notFound("rule")
                                : cause));
    }

    /** Fails with {@code BAD_VALUE} naming everything that a rule of this person could not do. */
    Future<Void> check(User user, Sentence says) {
        Task task = new Task(user, says);
        return task.run()
                .compose(done -> task.errors.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(Failure.invalid(task.errors)));
    }

    /** The devices that a rule names anywhere. */
    static Set<DeviceId> mentions(Sentence says) {
        Set<DeviceId> all = new HashSet<>();
        if (says.of() instanceof Scope.Listed listed) {
            all.addAll(listed.devices());
        }
        says.onlyIf().forEach(guard -> {
            if (guard instanceof Guard.OfDevice of && of.device() != null) {
                all.add(of.device());
            }
        });
        says.deeds().map(RuleRights::target).forEach(target -> {
            if (target instanceof Target.Named named) {
                all.addAll(named.devices());
            }
        });
        return all;
    }

    private static @Nullable Target target(Deed deed) {
        return deed instanceof Deed.Tell tell ? tell.target() : deed instanceof Deed.Want want ? want.target() : null;
    }

    /** One look at one rule. */
    private final class Task {
        private final User user;
        private final Sentence says;
        private final List<FieldError> errors = new ArrayList<>();
        private Future<Void> steps = Future.succeededFuture();

        Task(User user, Sentence says) {
            this.user = user;
            this.says = says;
        }

        Future<Void> run() {
            if (says.of() instanceof Scope.Listed listed) {
                each(listed.devices(), "/of/devices/", Need.WATCH);
            } else if (says.of() instanceof Scope.InSpace in) {
                space(in.space(), "/of/space", Need.COMMAND);
            }
            SpaceId own = says.space();
            if (own != null && !(says.of() instanceof Scope.InSpace)) {
                space(own, "/space", Need.COMMAND);
            }
            for (int i = 0; i < says.onlyIf().size(); i++) {
                if (says.onlyIf().get(i) instanceof Guard.OfDevice of && of.device() != null) {
                    device(of.device(), "/onlyIf/" + i + "/device", Need.WATCH);
                }
            }
            deeds(says.then(), "/then/");
            deeds(says.otherwise(), "/else/");
            return steps;
        }

        private void deeds(List<Deed> deeds, String path) {
            for (int i = 0; i < deeds.size(); i++) {
                deed(deeds.get(i), path + i);
            }
        }

        private void deed(Deed deed, String path) {
            Target target = target(deed);
            if (target instanceof Target.InSpace in) {
                space(in.space(), path + "/space", Need.COMMAND);
            }
            List<DeviceId> devices = target instanceof Target.Named named
                    ? named.devices()
                    : target instanceof Target.Same && says.of() instanceof Scope.Listed listed
                            ? listed.devices()
                            : List.of();
            for (int i = 0; i < devices.size(); i++) {
                DeviceId device = devices.get(i);
                device(device, path + "/device", Need.COMMAND);
                if (deed instanceof Deed.Tell tell) {
                    fits(path, Map.of("/name", "/command"), capabilities.command(device, tell.name(), tell.args()));
                } else if (deed instanceof Deed.Want want) {
                    fits(path + "/desired", Map.of(), capabilities.desired(device, want.set()));
                }
            }
        }

        private void each(List<DeviceId> devices, String path, Need need) {
            for (int i = 0; i < devices.size(); i++) {
                device(devices.get(i), path + i, need);
            }
        }

        private void device(DeviceId device, String path, Need need) {
            note(path, "is no device that you may " + word(need), access.require(user, device, need));
        }

        private void space(SpaceId space, String path, Need need) {
            note(path, "is no space whose devices you may " + word(need), access.require(user, space, need));
        }

        private static String word(Need need) {
            return need == Need.WATCH ? "see" : "command";
        }

        private void note(String path, String words, Future<?> asked) {
            steps = steps.compose(before -> asked.<Void>mapEmpty().recover(cause -> {
                if (cause instanceof Failure failure
                        && (failure.code() == ErrorCode.NOT_FOUND || failure.code() == ErrorCode.FORBIDDEN)) {
                    errors.add(new FieldError(path, words));
                    return Future.succeededFuture();
                }
                return Future.failedFuture(cause);
            }));
        }

        /** Of a device that is not there it was noted already. */
        private void fits(String path, Map<String, String> renamed, Future<Void> asked) {
            steps = steps.compose(before -> asked.recover(cause -> {
                if (cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND) {
                    return Future.succeededFuture();
                }
                if (cause instanceof Failure failure && failure.code() == ErrorCode.BAD_VALUE) {
                    failure.fields()
                            .forEach(field -> errors.add(new FieldError(
                                    path + renamed.getOrDefault(field.path(), field.path()), field.message())));
                    return Future.succeededFuture();
                }
                return Future.failedFuture(cause);
            }));
        }
    }
}
