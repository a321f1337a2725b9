package io.hawser.domain;

import java.time.ZoneId;

/**
 * Where on earth something is, in degrees, and the time that clocks show there.
 *
 * @param latitude north of the equator, −90 to 90
 * @param longitude east of Greenwich, −180 to 180
 */
public record Location(double latitude, double longitude, ZoneId zone) {
    public Location {
        if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("not on earth: " + latitude + ", " + longitude);
        }
    }
}
