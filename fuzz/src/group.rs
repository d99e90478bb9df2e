//! A group of three that anything can happen to.

use kring_domain::group::{
    Context, Create, Event, Personal, Request, Secret, State, apply, codec, decide, view,
};
use kring_domain::{Credential, Device, Logged};
use kring_protocol::group::GroupCommand;
use kring_protocol::{CommandId, DeviceId, GroupId, MemberId};
use uuid::Uuid;

pub(crate) const GROUP: GroupId = GroupId(Uuid::from_u128(0x6_0000));
/// Founded the group; asked to come in; does not belong to it.
pub(crate) const MEMBERS: [MemberId; 3] = [
    MemberId(Uuid::from_u128(0x6_0001)),
    MemberId(Uuid::from_u128(0x6_0002)),
    MemberId(Uuid::from_u128(0x6_0003)),
];
const INVITATION: Credential = Credential([9; 32]);

#[derive(Clone, Default)]
pub(crate) struct Group {
    state: State,
    now_ms: i64,
}

impl Group {
    /// A founder, and somebody who asks to come in.
    pub(crate) fn founded() -> Self {
        let mut group = Self { now_ms: 1_800_000_000_000, ..Self::default() };
        let device = |number: u8| Device {
            id: DeviceId(Uuid::from_u128(u128::from(number))),
            name: String::new(),
            credential: Credential([number; 32]),
        };
        group.asked(&Request::Create(Box::new(Create {
            trainer: false,
            group: GROUP,
            name: "Woensdag".to_owned(),
            purpose: String::new(),
            agreements: vec![],
            keep_months: 13,
            invitation: INVITATION,
            founder: MEMBERS[0],
            founder_name: "Gerda".to_owned(),
            device: device(1),
        })));
        let (name, invitation) = ("Omar".to_owned(), INVITATION);
        group.asked(&Request::Apply { member: MEMBERS[1], name, invitation, device: device(2) });
        assert_eq!(group.state.people().count(), 2);
        group
    }

    pub(crate) fn command(&mut self, by: MemberId, command: GroupCommand) {
        self.asked(&Request::Command { by, group: GROUP, command });
        self.now_ms += 60_000;
    }

    /// What is accepted is written down, read back and made true.
    fn asked(&mut self, request: &Request) {
        let fresh = Uuid::from_u128(self.now_ms.unsigned_abs().into());
        let context = Context { now_ms: self.now_ms, fresh, entries: 0, logged: Logged::default() };
        let Ok(events) = decide(&self.state, &context, request) else { return };
        let sealed = events.iter().map(sealed).collect();
        let stored = codec::Stored { command: CommandId(fresh), actor: None, events: sealed };
        let bytes = codec::encode(&stored).expect("what was decided can be written");
        assert_eq!(codec::decode(&bytes), Ok(stored), "what was written is what was read");
        self.happen(&events);
    }

    pub(crate) fn happen(&mut self, events: &[Event]) {
        events.iter().for_each(|event| apply(&mut self.state, event));
    }

    /// What everybody sees can be made and written.
    pub(crate) fn look(&self) {
        for (id, _) in self.state.people() {
            let seen = view(&self.state, id);
            serde_json::to_string(&seen).expect("a view can be written");
        }
        let _ = (self.state.due_ms(), kring_domain::group::unfinished(&self.state));
    }
}

/// As the log has it; opened again, it is what it was.
fn sealed(event: &Event) -> Event {
    let Event::PersonalSet { member, personal: Secret::Known(personal) } = event else {
        return event.clone();
    };
    let bytes = codec::personal_to_bytes(personal).expect("what is known can be written");
    let again: Personal = codec::personal_of_bytes(&bytes).expect("and read");
    assert_eq!(&again, personal);
    Event::PersonalSet { member: *member, personal: Secret::Sealed(bytes) }
}
