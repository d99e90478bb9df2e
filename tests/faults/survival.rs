//! One short run for each kind of fault, and one for all of them together.

use kring_tests::faults::person::AT_LEAST;
use kring_tests::faults::{Environment, Fault, Plan, Tally, run, seed};

async fn survive(environment: Environment, cycles: usize, faults: &[Fault]) -> Tally {
    let plan = Plan { seed: seed(), meetings: 2, people: 3, cycles, faults: faults.to_vec() };
    let tally = run(&plan, &environment).await;
    println!("{tally}");
    if !tally.is_good() {
        panic!(
            "seed {}; the data directory is in {}",
            plan.seed,
            environment.copy().keep().display()
        );
    }
    assert!(tally.commands >= 6 * AT_LEAST as u64, "everybody did something");
    assert!(tally.accepted > 0);
    // Everybody was there at the end.
    assert!(tally.compared >= 2);
    tally
}

#[tokio::test]
async fn a_server_killed_at_any_moment_keeps_its_word() {
    let tally = survive(Environment::plain(), 28, &[Fault::Kill, Fault::KillStarting]).await;
    assert!(tally.resent > 0, "some commands were on their way when it was killed");
}

#[tokio::test]
async fn a_server_that_is_restarted_keeps_its_word() {
    let tally = survive(Environment::plain(), 5, &[Fault::Restart]).await;
    assert!(tally.compared >= 4, "rooms that rest tell their state");
}

#[tokio::test]
async fn a_server_that_stands_still_for_a_while_keeps_its_word() {
    survive(Environment::plain(), 5, &[Fault::Stop]).await;
}

#[tokio::test]
async fn dropped_connections_resume_without_a_gap() {
    let tally = survive(Environment::plain(), 20, &[Fault::Cut]).await;
    assert!(tally.resumed > 0, "a stream goes on where it was cut");
}

#[tokio::test]
async fn half_open_connections_are_given_up_and_lose_nothing() {
    let tally = survive(Environment::plain(), 5, &[Fault::HalfOpen]).await;
    assert!(tally.half_open > 0, "a connection on which nothing comes back is given up");
}

#[tokio::test]
async fn late_and_doubled_commands_happen_once() {
    let tally = survive(Environment::plain(), 8, &[Fault::Delay]).await;
    assert!(tally.repeated > 0);
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let tally = survive(Environment::small().await, 6, &[Fault::FullDisk]).await;
    assert!(tally.failed > 0, "a full disk is told to whoever asks for something");
}

#[tokio::test]
async fn a_slow_disk_makes_people_wait_and_loses_nothing() {
    survive(Environment::plain(), 3, &[Fault::SlowDisk]).await;
}

#[tokio::test]
async fn a_clock_that_jumps_confuses_nobody() {
    survive(Environment::plain().with_clock(), 8, &[Fault::ClockStep]).await;
}

#[tokio::test]
async fn copies_made_right_wrong_and_half_hold_what_was_there_and_disturb_nobody() {
    let faults = &[Fault::Backup, Fault::Backup, Fault::Kill];
    survive(Environment::plain(), 16, faults).await;
}

#[tokio::test]
async fn what_was_acknowledged_while_a_file_was_replaced_is_kept() {
    survive(Environment::plain(), 8, &[Fault::Meddle]).await;
}

#[tokio::test]
async fn a_flood_in_one_meeting_costs_others_nothing_that_was_acknowledged() {
    survive(Environment::plain(), 5, &[Fault::Flood]).await;
}

#[tokio::test]
async fn all_faults_together_lose_nothing() {
    survive(Environment::small().await.with_clock(), 26, Fault::ALL).await;
}
