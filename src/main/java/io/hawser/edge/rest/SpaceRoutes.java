package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Failure;
import io.hawser.domain.Location;
import io.hawser.domain.Role;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.hawser.sharing.Access;
import io.hawser.sharing.SpaceService;
import io.hawser.sharing.SpaceStore.Seen;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Households and sites; the service decides who may. */
final class SpaceRoutes {
    private final SpaceService spaces;

    SpaceRoutes(SpaceService spaces) {
        this.spaces = spaces;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("spaces", this::list);
        operations.put("addSpace", this::add);
        operations.put("space", this::find);
        operations.put("changeSpace", this::change);
        operations.put("removeSpace", this::remove);
        operations.put("members", this::members);
        operations.put("setMember", this::join);
        operations.put("removeMember", this::leave);
        operations.put("spaceDevices", this::devices);
        operations.put("putDevice", this::put);
        operations.put("takeDevice", this::take);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return spaces.list(
                        call.user(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(
                        Resources.list(page, (out, seen) -> SpaceResources.space(out, seen, word(call, seen)))));
    }

    private Future<Answer> add(Call call) {
        return spaces.create(call.user(), call.actor(), call.arguments().field("name"))
                .map(made -> Answer.created(
                        RestMount.BASE + "/spaces/" + made.space().id(),
                        Resources.one(made, (out, seen) -> SpaceResources.space(out, seen, word(call, seen)))));
    }

    private Future<Answer> find(Call call) {
        return spaces.find(call.user(), id(call))
                .map(found -> Answer.ok(
                        Resources.one(found, (out, seen) -> SpaceResources.space(out, seen, word(call, seen)))));
    }

    private Future<Answer> change(Call call) {
        Arguments given = call.arguments();
        JsonNode place = given.body().get("location");
        return Future.succeededFuture(place)
                .map(SpaceRoutes::location)
                .compose(location -> place == null
                        ? Future.succeededFuture()
                        : spaces.place(call.user(), call.actor(), id(call), location))
                .compose(placed -> spaces.change(
                        call.user(),
                        call.actor(),
                        id(call),
                        given.optionalField("name").orElse(null),
                        given.optionalField("owner").orElse(null)))
                .compose(done -> find(call));
    }

    private static @Nullable Location location(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return null;
        }
        try {
            return new Location(
                    given.path("latitude").asDouble(),
                    given.path("longitude").asDouble(),
                    ZoneId.of(given.path("zone").asText()));
        } catch (DateTimeException e) {
            throw Failure.invalid("/location/zone", "must be the name of a time zone as Europe/Berlin");
        }
    }

    private Future<Answer> remove(Call call) {
        return spaces.remove(call.user(), call.actor(), id(call)).map(done -> Answer.nothing());
    }

    private Future<Answer> members(Call call) {
        Arguments given = call.arguments();
        return spaces.members(
                        call.user(),
                        id(call),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, SpaceResources::member)));
    }

    private Future<Answer> join(Call call) {
        Arguments given = call.arguments();
        return spaces.join(
                        call.user(),
                        call.actor(),
                        id(call),
                        given.field("login"),
                        Words.constant(Role.class, given.field("role")))
                .map(member -> Answer.created(Resources.one(member, SpaceResources::member)));
    }

    private Future<Answer> leave(Call call) {
        UserId user = new UserId(call.arguments().text("user"));
        return spaces.leave(call.user(), call.actor(), id(call), user).map(done -> Answer.nothing());
    }

    private Future<Answer> devices(Call call) {
        Arguments given = call.arguments();
        return spaces.devices(
                        call.user(),
                        id(call),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, SpaceResources::device)));
    }

    private Future<Answer> put(Call call) {
        return spaces.put(call.user(), call.actor(), id(call), DeviceRoutes.device(call))
                .map(done -> Answer.nothing());
    }

    private Future<Answer> take(Call call) {
        return spaces.take(call.user(), call.actor(), id(call), DeviceRoutes.device(call))
                .map(done -> Answer.nothing());
    }

    private static SpaceId id(Call call) {
        return new SpaceId(call.arguments().text("space"));
    }

    private static String word(Call call, Seen seen) {
        return Access.word(seen.role(), call.caller().isAdministrator());
    }
}
