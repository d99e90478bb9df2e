//! Compares what arrived with what was sent: once, in order, and how late.

use std::time::{Duration, Instant};

use anyhow::Context;

use crate::connection::Arrival;
use crate::play::{Outcome, Planned, Schedule};

/// What one connection heard of its meeting.
pub(crate) struct Listener {
    pub(crate) meeting: usize,
    /// Whether it was connected all the time.
    pub(crate) stayed: bool,
    /// In the order in which they came.
    pub(crate) arrivals: Vec<Arrival>,
}

/// Compares what arrived with what was sent.
pub(crate) fn judge(
    listeners: impl Iterator<Item = Listener>,
    schedule: &Schedule,
    start: Instant,
    outcome: &mut Outcome,
) -> anyhow::Result<()> {
    let mut said: Vec<Vec<Planned>> = vec![vec![]; schedule.meetings];
    for planned in &schedule.planned {
        said.get_mut(planned.meeting as usize).context("no such meeting")?.push(*planned);
    }
    said.iter_mut().for_each(|said| said.sort_by_key(|planned| planned.number));
    let mut latencies = vec![];
    let mut orders: Vec<Option<Vec<u32>>> = vec![None; schedule.meetings];
    for Listener { meeting, stayed, arrivals } in listeners {
        let said = said.get(meeting).context("no such meeting")?;
        let order = orders.get_mut(meeting).context("no such meeting")?;
        let mut times = vec![0_u64; said.len()];
        let mut last_of = vec![None; schedule.people];
        for arrival in &arrivals {
            let number = arrival.number as usize;
            let (Some(times), Some(planned)) = (times.get_mut(number), said.get(number)) else {
                outcome.heard.strayed += 1;
                continue;
            };
            *times += 1;
            latencies.push(arrival.at.saturating_duration_since(start + planned.at));
            if let Some(last) = last_of.get_mut(planned.author) {
                outcome.disordered += u64::from(last.is_some_and(|last| last > number));
                *last = Some(number);
            }
        }
        outcome.lost += times.iter().filter(|times| **times == 0).count() as u64;
        outcome.repeated += times.iter().map(|times| times.saturating_sub(1)).sum::<u64>();
        let heard: Vec<u32> = arrivals.iter().map(|arrival| arrival.number).collect();
        match order {
            // Only whoever heard everything can be compared with others.
            _ if !stayed => {}
            None => *order = Some(heard),
            Some(first) => {
                let differ = first.iter().zip(&heard).filter(|(one, other)| one != other);
                outcome.disordered += differ.count() as u64;
            }
        }
    }
    outcome.delivered = latencies.len() as u64;
    outcome.longest = latencies.iter().max().copied().unwrap_or_default();
    outcome.p50 = percentile(latencies.clone(), 50);
    outcome.p99 = percentile(latencies, 99);
    Ok(())
}

/// The value below which so many of a hundred are; nothing if there are none.
pub(crate) fn percentile(mut values: Vec<Duration>, percent: usize) -> Duration {
    values.sort_unstable();
    let index = (values.len() * percent / 100).min(values.len().saturating_sub(1));
    values.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// Lost, repeated, disordered and strayed, when the two people of one meeting hear these. The texts 0
    /// and 2 are of the same author, 1 is of the other; one is sent each millisecond, and all arrive after
    /// 10.
    fn judged(heard: [&[u32]; 2]) -> ([u64; 4], Outcome) {
        let planned = [(0, 0), (1, 1), (2, 0)].map(|(number, author)| Planned {
            at: Duration::from_millis(number.into()),
            meeting: 0,
            author,
            number,
        });
        let schedule = Schedule { run: 1, meetings: 1, people: 2, planned: planned.to_vec() };
        let start = Instant::now();
        let at = start + Duration::from_millis(10);
        let listeners = heard.map(|numbers| Listener {
            meeting: 0,
            stayed: true,
            arrivals: numbers.iter().map(|number| Arrival { number: *number, at }).collect(),
        });
        let mut outcome = Outcome::default();
        judge(listeners.into_iter(), &schedule, start, &mut outcome).unwrap();
        let Outcome { lost, repeated, disordered, .. } = outcome;
        ([lost, repeated, disordered, outcome.heard.strayed], outcome)
    }

    #[test]
    fn what_comes_once_and_in_order_is_whole_and_its_latency_counts_from_its_moment() {
        let (faults, outcome) = judged([&[0, 1, 2], &[0, 1, 2]]);
        assert_eq!(faults, [0, 0, 0, 0]);
        assert!(outcome.is_whole());
        assert_eq!(outcome.delivered, 6);
        assert_eq!((outcome.p50, outcome.longest), (ms(9), ms(10)));
    }

    #[test]
    fn people_may_hear_different_authors_in_another_order_than_they_wrote_but_all_in_the_same() {
        assert_eq!(judged([&[1, 0, 2], &[1, 0, 2]]).0, [0, 0, 0, 0]);
        assert_eq!(judged([&[1, 0, 2], &[0, 1, 2]]).0, [0, 0, 2, 0]);
    }

    #[test]
    fn what_is_lost_repeated_strayed_or_out_of_its_authors_order_is_noticed() {
        assert_eq!(judged([&[0, 1], &[0, 1, 2]]).0, [1, 0, 0, 0]);
        assert_eq!(judged([&[0, 1, 2, 2], &[0, 1, 2]]).0, [0, 1, 0, 0]);
        assert_eq!(judged([&[0, 1, 2, 3], &[0, 1, 2]]).0, [0, 0, 0, 1]);
        assert_eq!(judged([&[2, 0, 1], &[2, 0, 1]]).0, [0, 0, 2, 0]);
    }

    #[test]
    fn a_percentile_is_a_value_that_occurred() {
        let values: Vec<_> = (1..=200).map(ms).collect();
        assert_eq!(percentile(values.clone(), 50), ms(101));
        assert_eq!(percentile(values, 99), ms(199));
        assert_eq!(percentile(vec![ms(7)], 99), ms(7));
        assert_eq!(percentile(vec![], 99), Duration::ZERO);
    }

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }
}
