package io.hawser.alert;

import io.hawser.domain.UserId;
import java.util.List;

/**
 * Somebody who may be told.
 *
 * @param owner whether it is theirs
 * @param manager whether they may configure it; so may its owner
 * @param technician whether they may see it and have that office
 * @param administrator whether they administer the hub
 * @param concerned whether they have any role on it
 * @param muted whether they do not want to hear of it
 * @param browsers that show them notifications, by id
 */
public record Recipient(
        UserId user,
        boolean owner,
        boolean manager,
        boolean technician,
        boolean administrator,
        boolean concerned,
        boolean muted,
        Preferences preferences,
        List<String> browsers) {
    public Recipient {
        browsers = List.copyOf(browsers);
    }
}
