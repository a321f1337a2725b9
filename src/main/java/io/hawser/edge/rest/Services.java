package io.hawser.edge.rest;

import io.hawser.archive.LogQueryService;
import io.hawser.audit.AuditService;
import io.hawser.bus.Bus;
import io.hawser.check.DeviceChecks;
import io.hawser.command.CommandService;
import io.hawser.device.DeviceService;
import io.hawser.device.TermsService;
import io.hawser.domain.NewIds;
import io.hawser.history.HistoryStore;
import io.hawser.identity.IdentityService;
import io.hawser.identity.PersonalData;
import io.hawser.identity.UserService;
import io.hawser.model.DeviceModels;
import io.hawser.model.ModelService;
import io.hawser.rule.RuleService;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.InvitationService;
import io.hawser.sharing.SessionDirectory;
import io.hawser.sharing.SharingService;
import io.hawser.sharing.SpaceService;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the routes work with: the features of the hub.
 *
 * @param commandTtl how long a command lives whose sender did not say
 * @param address where people find the panel, without a slash at its end
 */
public record Services(
        IdentityService identity,
        UserService users,
        PersonalData personalData,
        DeviceService devices,
        TermsService terms,
        DeviceChecks checks,
        DeviceModels models,
        ModelService modelService,
        AccessPolicy access,
        SharingService sharing,
        SpaceService spaces,
        InvitationService invitations,
        SessionDirectory directory,
        AuditService audit,
        SessionService sessions,
        SessionStore live,
        CommandService commands,
        HistoryStore history,
        LogQueryService queries,
        FaultDesk faults,
        RepairDesk repair,
        AlertDesk alerts,
        RuleService rules,
        Bus bus,
        NewIds ids,
        Clock clock,
        Duration commandTtl,
        Supplier<String> address) {}
