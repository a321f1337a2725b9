package io.hawser.storage.postgres;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SpaceId;
import io.vertx.core.Future;
import java.util.List;

/** Whom a change of a space may concern, and on which devices, as it is within the change's transaction. */
final class Concerns {
    private Concerns() {}

    /** All its people on all its devices. */
    static Future<PgRoles.Concerned> everybody(Database.Statements statements, SpaceId space) {
        return people(statements, space)
                .compose(people -> devices(statements, space).map(devices -> new PgRoles.Concerned(people, devices)));
    }

    /** All its people on one device. */
    static Future<PgRoles.Concerned> about(Database.Statements statements, SpaceId space, DeviceId device) {
        return people(statements, space).map(people -> new PgRoles.Concerned(people, List.of(device.value())));
    }

    private static Future<List<String>> people(Database.Statements statements, SpaceId space) {
        return statements
                .run(
                        "SELECT owner AS person FROM spaces WHERE id = $1 UNION ALL"
                                + " SELECT member FROM space_members WHERE space = $1",
                        space.value())
                .map(rows -> Columns.all(rows, row -> row.getString("person")));
    }

    /** The ids of its devices. */
    static Future<List<String>> devices(Database.Statements statements, SpaceId space) {
        return statements
                .run("SELECT device FROM space_devices WHERE space = $1", space.value())
                .map(rows -> Columns.all(rows, row -> row.getString("device")));
    }
}
