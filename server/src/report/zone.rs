//! The time zone in which a report tells its days and hours. It is named beside them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A time zone, by its IANA name.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// The name as the database of time zones spells it; none if it does not know it. What was asked for is
/// never repeated.
#[must_use]
pub fn known_zone(name: &str) -> Option<String> {
    TimeZone::get(name).ok()?.iana_name().map(str::to_owned)
}

impl Zone {
    /// The first of these names that is known; UTC if none is.
    #[must_use]
    pub fn first_known<'a>(names: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let known = names.into_iter().flatten().find_map(|name| {
            let zone = TimeZone::get(name).ok()?;
            Some(Self { name: zone.iana_name()?.to_owned(), zone })
        });
        known.unwrap_or_else(|| Self { name: "UTC".to_owned(), zone: TimeZone::UTC })
    }

    /// Day, hour and zone: `2026-11-21 14:05 (Europe/Amsterdam)`.
    pub(super) fn moment(&self, ms: i64) -> String {
        let moment =
            Timestamp::from_millisecond(ms).map(|at| at.to_zoned_datetime(self.zone.clone()));
        moment
            .map(|at| format!("{} ({})", at.strftime("%Y-%m-%d %H:%M"), self.name))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_are_those_of_the_zone_which_is_named() {
        let amsterdam = Zone::first_known([None, Some("europe/amsterdam")]);
        // 25 March 2026 is winter time, 30 March is summer time, at the same hour there.
        assert_eq!(amsterdam.moment(1_774_447_200_000), "2026-03-25 15:00 (Europe/Amsterdam)");
        assert_eq!(amsterdam.moment(1_774_875_600_000), "2026-03-30 15:00 (Europe/Amsterdam)");
        // Over midnight the day is another.
        let utc = Zone::first_known([]);
        assert_eq!(utc.moment(1_774_481_400_000), "2026-03-25 23:30 (UTC)");
        assert_eq!(amsterdam.moment(1_774_481_400_000), "2026-03-26 00:30 (Europe/Amsterdam)");
    }

    #[test]
    fn the_zone_of_the_meeting_comes_before_that_of_who_asks() {
        let names = |of_meeting| Zone::first_known([of_meeting, Some("America/Paramaribo")]).name;
        assert_eq!(names(Some("Europe/Amsterdam")), "Europe/Amsterdam");
        assert_eq!(names(None), "America/Paramaribo");
        assert_eq!(names(Some("Kring/Nergens")), "America/Paramaribo");
    }

    #[test]
    fn what_is_no_zone_is_utc() {
        for name in [Some("Kring/Nergens"), Some(""), Some("<script>"), None] {
            assert_eq!(Zone::first_known([name]).moment(0), "1970-01-01 00:00 (UTC)");
        }
    }
}
