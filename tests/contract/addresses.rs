//! Every address of the server, and for whom it is. There is none for a manager, an inspector or a school:
//! a new address does not pass until it stands here beside those for whom it is.

use std::collections::BTreeMap;
use std::fs;

use crate::root;

/// For whom an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    /// Anybody: nothing of a meeting or a group is told, or something new is made.
    Anybody,
    /// Whoever holds an invitation, a code or a claim: to come in, and to see what it is called.
    WhoeverComesIn,
    /// Whoever is in that meeting.
    TheMeeting,
    /// A member of that group.
    TheGroup,
    /// A member of that group who is a trainer in the open: no text and no name of a meeting.
    TheTrainer,
    /// The one member whose secret stands in the address: dates alone.
    OneMember,
}

const ADDRESSES: [(&str, For); 46] = [
    ("/methods", For::Anybody),
    ("/methods/{id}", For::Anybody),
    ("/sessions", For::Anybody),
    ("/groups", For::Anybody),
    ("/health", For::Anybody),
    ("/ready", For::Anybody),
    ("/join", For::WhoeverComesIn),
    ("/invitation/preview", For::WhoeverComesIn),
    ("/invitation/code", For::WhoeverComesIn),
    ("/return", For::WhoeverComesIn),
    ("/claim", For::WhoeverComesIn),
    ("/sessions/{session}/claim", For::WhoeverComesIn),
    ("/sessions/{session}/join", For::WhoeverComesIn),
    ("/sessions/{session}/invitation/preview", For::WhoeverComesIn),
    ("/sessions/{session}/return", For::WhoeverComesIn),
    ("/groups/preview", For::WhoeverComesIn),
    ("/groups/join", For::WhoeverComesIn),
    ("/groups/return", For::WhoeverComesIn),
    ("/groups/claim", For::WhoeverComesIn),
    ("/groups/passkey", For::WhoeverComesIn),
    ("/groups/passkey/return", For::WhoeverComesIn),
    ("/groups/{group}/claim", For::WhoeverComesIn),
    ("/groups/{group}/preview", For::WhoeverComesIn),
    ("/groups/{group}/join", For::WhoeverComesIn),
    ("/groups/{group}/return", For::WhoeverComesIn),
    // Of the meeting, its display or the group whose token is shown.
    ("/ws", For::TheMeeting),
    ("/sessions/{session}/ws", For::TheMeeting),
    ("/groups/{group}/ws", For::TheGroup),
    ("/sessions/{session}/invitation/code", For::TheMeeting),
    ("/sessions/{session}/code", For::TheMeeting),
    ("/sessions/{session}/invitation", For::TheMeeting),
    ("/sessions/{session}/guests", For::TheMeeting),
    ("/sessions/{session}/display", For::TheMeeting),
    ("/sessions/{session}/report", For::TheMeeting),
    ("/sessions/{session}/report.md", For::TheMeeting),
    ("/sessions/{session}/plan.md", For::TheMeeting),
    ("/sessions/{session}/mine", For::TheMeeting),
    ("/sessions/{session}/report.csv", For::TheMeeting),
    ("/groups/{group}/code", For::TheGroup),
    ("/groups/{group}/passkeys", For::TheGroup),
    ("/groups/{group}/passkeys/keep", For::TheGroup),
    ("/groups/{group}/invitation", For::TheGroup),
    ("/groups/{group}/calendar", For::TheGroup),
    ("/groups/{group}/meetings/{session}/enter", For::TheGroup),
    ("/groups/{group}/beside", For::TheTrainer),
    ("/calendar/{file}", For::OneMember),
];

#[test]
fn every_address_is_for_somebody_who_is_in_it_and_there_is_no_view_from_above() {
    let source = fs::read_to_string(root().join("server/src/web.rs")).unwrap();
    let after = source.split(".route(").skip(1);
    let routes = after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    // The operator's own numbers, on an address of their own.
    let mut routes: Vec<&str> = routes.filter(|route| *route != "/metrics").collect();
    routes.sort_unstable();
    let listed: BTreeMap<&str, For> = ADDRESSES.into_iter().collect();
    assert_eq!(listed.keys().copied().collect::<Vec<_>>(), routes);
    for (address, whom) in listed {
        let of_one = address.contains("{session}") || address.contains("{group}");
        let needs_one = matches!(whom, For::TheGroup | For::TheTrainer);
        assert!(of_one || !needs_one, "{address}: of one group, and never of several");
        assert!(whom != For::Anybody || !of_one, "{address}: nobody learns of one from outside");
    }
}
