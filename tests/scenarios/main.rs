//! Scripted clients over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod abuse;
mod admin;
mod admission;
mod anonymous;
mod bad_input;
mod beside;
mod by_next_act;
mod changing_plan;
mod checking_a_proxy;
mod checkpoints;
mod connections;
mod devices;
mod display;
mod durability;
mod durable;
mod erasure;
mod faulty_log;
mod filled_at_random;
mod filling;
mod fragment;
mod group_year;
mod groups;
mod guests;
mod hostile;
mod http_access;
mod invitation_code;
mod large;
mod lead_race;
mod leading;
mod learning_outcomes;
mod limits;
mod logs;
mod looking_back;
mod methods_played;
mod nobody_leads;
mod passkeys;
mod prepare;
mod privacy;
mod reconnecting;
mod removed;
mod report;
mod report_first;
mod roles;
mod several_nodes;
mod surroundings;
mod the_hour;
mod tls;
mod unheard;
mod who_reaches_what;
mod without_device;

use kring_tests::{Meeting, TestServer};

/// A meeting of four with the method that knows every kind of step: Gerda leads, Ilse can bring a case.
async fn meeting() -> (TestServer, Meeting) {
    let server = TestServer::start();
    let names = ["Gerda", "Ilse", "Bram", "Chantal"];
    let meeting = Meeting::gather(server.http(), &server.ws(), "zeven-stappen", &names).await;
    (server, meeting)
}

/// The same meeting in its brainstorm, with Ilse as the muted inbrenger.
async fn brainstorm() -> (TestServer, Meeting) {
    let (server, mut meeting) = meeting().await;
    let participant = meeting.person(1).id;
    meeting.leader().does(kring_protocol::Command::AppointInbrenger { participant }).await;
    meeting.start().await;
    while !meeting.person(1).view.me().muted {
        meeting.next().await;
    }
    (server, meeting)
}
