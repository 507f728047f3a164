package org.apppasswords.keycloak.localization;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.UserModel;

/**
 * Times in the texts for one user: in the time zone of the user's attribute {@code zoneinfo} (OpenID Connect Core 1.0,
 * section 5.1), otherwise in the server's. The zone is always named, because neither needs to be that of the device.
 */
public final class UserTimes {

    private static final String ZONE_ATTRIBUTE = "zoneinfo";

    private final Locale locale;
    private final ZoneId zone;

    private UserTimes(Locale locale, ZoneId zone) {
        this.locale = locale;
        this.zone = zone;
    }

    /**
     * Returns the times in the user's zone.
     *
     * @param user {@code null} if unknown
     */
    public static UserTimes of(UserModel user, Locale locale) {
        return of(user == null ? null : user.getFirstAttribute(ZONE_ATTRIBUTE), locale);
    }

    static UserTimes of(String zone, Locale locale) {
        return new UserTimes(locale, parse(zone).orElseGet(ZoneId::systemDefault));
    }

    /** Returns the date and the time of day, followed by the zone. */
    public String text(Instant instant) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(locale)
                        .withZone(zone)
                        .format(instant)
                + DateTimeFormatter.ofPattern(" z", locale).withZone(zone).format(instant);
    }

    private static Optional<ZoneId> parse(String zone) {
        try {
            return zone == null ? Optional.empty() : Optional.of(ZoneId.of(zone.strip()));
        } catch (DateTimeException e) {
            // Users or a directory can write anything there.
            return Optional.empty();
        }
    }
}
