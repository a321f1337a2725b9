package io.hawser.check;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A device as its log tells of it, in the words that the hub's scripts write. Each call is one entry, or a few. */
final class Logged {
    private final World world;
    private final DeviceId id;
    private long revision;
    private int commands;

    Logged(World world, DeviceId id) {
        this.world = world;
        this.id = id;
    }

    DeviceId id() {
        return id;
    }

    List<World.Step> faults() {
        world.hear();
        return world.steps(id);
    }

    Logged online() {
        return hub(Kind.PRESENCE, "{'status':'online','reason':'CONNECTED','session':'ses'}");
    }

    /** Switched on anew. */
    Logged booted() {
        return hub(Kind.PRESENCE, "{'status':'online','reason':'CONNECTED','session':'ses','booted':true}");
    }

    Logged gone(String reason) {
        return hub(Kind.PRESENCE, "{'status':'offline','reason':'%s','session':'ses'}".formatted(reason));
    }

    Logged gone(String reason, Duration grace) {
        return hub(
                Kind.PRESENCE,
                "{'status':'offline','reason':'%s','session':'ses','grace':%d}".formatted(reason, grace.toMillis()));
    }

    Logged asleep() {
        return hub(Kind.PRESENCE, "{'status':'asleep','reason':'SLEEP','session':'ses'}");
    }

    /** A report; single quotes stand for double ones. */
    Logged report(String set) {
        return own(Kind.STATE, "{'set':%s,'unset':[]}".formatted(set));
    }

    Logged report(String property, Object value) {
        return report("{'%s':%s}".formatted(property, value instanceof String ? "'" + value + "'" : value));
    }

    /** A report of something that is past, as the device has it. */
    Logged reportOf(Instant at, String set) {
        return add(Kind.STATE, at, byDevice(), "{'set':%s,'unset':[]}".formatted(set));
    }

    /** A report with more beside it that the hub adds. */
    Logged reportWith(String set, String more) {
        return own(Kind.STATE, "{'set':%s,'unset':[],%s}".formatted(set, more));
    }

    Logged event(String name) {
        return own(Kind.EVENT, "{'name':'%s','data':{}}".formatted(name));
    }

    /** Its own fault message. */
    Logged tells(String code, String severity, boolean active) {
        return own(
                Kind.FAULT,
                "{'fault':'flt_%s_%s','code':'%s','severity':'%s','status':'%s','data':{}}"
                        .formatted(id, code, code, severity, active ? "open" : "verifying"));
    }

    /** The hub's own finding about its credentials. */
    Logged replayed() {
        return add(
                Kind.FAULT,
                world.clock.instant(),
                "{'hub':'security'}",
                "{'fault':'flt_%s_r','code':'SECURITY.TOKEN_REPLAY','severity':'critical','status':'open','data':{}}"
                        .formatted(id));
    }

    Logged wanted(String set) {
        return add(
                Kind.STATE,
                world.clock.instant(),
                "{'user':'usr_1','name':'','via':'panel'}",
                "{'set':{},'unset':[],'desired':{'set':%s,'unset':[]}}".formatted(set));
    }

    /** A report that meets what was wanted. */
    Logged met(String set, String property) {
        return own(Kind.STATE, "{'set':%s,'unset':[],'desired':{'set':{},'unset':['%s']}}".formatted(set, property));
    }

    /** A command that the device answers after that time and ends so. */
    Logged command(Duration answer, String end) {
        String command = "cmd_" + id + "_" + ++commands;
        command(command, "sent", false);
        world.pass(answer);
        if (end.equals("done") || end.equals("failed")) {
            command(command, "received", true);
        }
        return command(command, end, end.equals("done") || end.equals("failed"));
    }

    private Logged command(String command, String status, boolean byDevice) {
        String body = "{'command':'%s','name':'set','args':{},'status':'%s'}".formatted(command, status);
        return byDevice ? own(Kind.COMMAND, body) : hub(Kind.COMMAND, body);
    }

    /** The entry of that revision comes again. */
    Logged again(long which) {
        world.again(id, which);
        return this;
    }

    private Logged own(Kind kind, String body) {
        return add(kind, world.clock.instant(), byDevice(), body);
    }

    private Logged hub(Kind kind, String body) {
        return add(kind, world.clock.instant(), "{'hub':'session'}", body);
    }

    private String byDevice() {
        return "{'device':'" + id + "'}";
    }

    private Logged add(Kind kind, Instant at, String by, String body) {
        world.stored(id, 1, ++revision, kind, at, by.replace('\'', '"'), body.replace('\'', '"'));
        return this;
    }
}
