package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Invitation;
import io.hawser.domain.Role;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.protocol.Words;
import io.hawser.sharing.InvitationService;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Roles that are offered; the service decides who may. */
final class InvitationRoutes {
    private final InvitationService invitations;

    InvitationRoutes(InvitationService invitations) {
        this.invitations = invitations;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("invitations", this::own);
        operations.put("acceptInvitation", this::accept);
        operations.put("removeInvitation", this::remove);
        operations.put("deviceInvitations", this::toDevice);
        operations.put("inviteToDevice", this::inviteToDevice);
        operations.put("spaceInvitations", this::toSpace);
        operations.put("inviteToSpace", this::inviteToSpace);
    }

    private Future<Answer> own(Call call) {
        Arguments given = call.arguments();
        return invitations
                .own(
                        call.user(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, InvitationRoutes::write)));
    }

    private Future<Answer> accept(Call call) {
        return invitations
                .accept(call.user(), call.actor(), call.arguments().text("invitation"))
                .map(done -> Answer.nothing());
    }

    private Future<Answer> remove(Call call) {
        return invitations
                .remove(call.user(), call.actor(), call.arguments().text("invitation"))
                .map(done -> Answer.nothing());
    }

    private Future<Answer> toDevice(Call call) {
        Arguments given = call.arguments();
        return invitations
                .to(
                        call.user(),
                        DeviceRoutes.device(call),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, InvitationRoutes::write)));
    }

    private Future<Answer> inviteToDevice(Call call) {
        Arguments given = call.arguments();
        return invitations
                .invite(
                        call.user(),
                        call.actor(),
                        DeviceRoutes.device(call),
                        given.field("login"),
                        Words.constant(Role.class, given.field("role")),
                        given.optionalNumber("expires")
                                .map(Instant::ofEpochMilli)
                                .orElse(null))
                .map(made -> Answer.created(Resources.one(made, InvitationRoutes::write)));
    }

    private Future<Answer> toSpace(Call call) {
        Arguments given = call.arguments();
        return invitations
                .to(
                        call.user(),
                        space(call),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, InvitationRoutes::write)));
    }

    private Future<Answer> inviteToSpace(Call call) {
        Arguments given = call.arguments();
        return invitations
                .invite(
                        call.user(),
                        call.actor(),
                        space(call),
                        given.field("login"),
                        Words.constant(Role.class, given.field("role")))
                .map(made -> Answer.created(Resources.one(made, InvitationRoutes::write)));
    }

    private static SpaceId space(Call call) {
        return new SpaceId(call.arguments().text("space"));
    }

    private static void write(JsonGenerator out, Invitation invitation) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", invitation.id());
        DeviceId device = invitation.device();
        SpaceId space = invitation.space();
        out.writeObjectFieldStart(device == null ? "space" : "device");
        out.writeStringField("id", device != null ? device.value() : String.valueOf(space));
        out.writeStringField("name", invitation.name());
        out.writeEndObject();
        person(out, "user", invitation.invitee(), true);
        person(out, "by", invitation.inviter(), false);
        out.writeStringField("role", Words.lower(invitation.role()));
        Instant expires = invitation.expires();
        if (expires == null) {
            out.writeNullField("expires");
        } else {
            Resources.time(out, "expires", expires);
        }
        Resources.time(out, "created", invitation.created());
        Resources.time(out, "lapses", invitation.lapses());
        out.writeEndObject();
    }

    private static void person(JsonGenerator out, String field, User user, boolean login) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("id", user.id().value());
        if (login) {
            out.writeStringField("login", user.login());
        }
        out.writeStringField("name", user.name());
        out.writeEndObject();
    }
}
