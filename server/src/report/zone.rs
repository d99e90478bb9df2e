//! The time zone in which a report tells its days and hours. It is named beside them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A time zone, by its IANA name.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone with this name; UTC without one, or if there is none.
    #[must_use]
    pub fn named(name: Option<&str>) -> Self {
        let known = name.and_then(|name| Some((name, TimeZone::get(name).ok()?)));
        let (name, zone) = known.unwrap_or(("UTC", TimeZone::UTC));
        // As the database spells it: what was asked for is not repeated.
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Self { name, zone }
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
        let amsterdam = Zone::named(Some("Europe/Amsterdam"));
        // 25 March 2026 is winter time, 30 March is summer time, at the same hour there.
        assert_eq!(amsterdam.moment(1_774_447_200_000), "2026-03-25 15:00 (Europe/Amsterdam)");
        assert_eq!(amsterdam.moment(1_774_875_600_000), "2026-03-30 15:00 (Europe/Amsterdam)");
        // Over midnight the day is another.
        let utc = Zone::named(None);
        assert_eq!(utc.moment(1_774_481_400_000), "2026-03-25 23:30 (UTC)");
        assert_eq!(amsterdam.moment(1_774_481_400_000), "2026-03-26 00:30 (Europe/Amsterdam)");
    }

    #[test]
    fn what_is_no_zone_is_utc() {
        for name in [Some("Kring/Nergens"), Some(""), Some("<script>"), None] {
            assert_eq!(Zone::named(name).moment(0), "1970-01-01 00:00 (UTC)");
        }
    }
}
