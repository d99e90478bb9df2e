//! Who is here, who leads, and on which devices.

use kring_protocol::devices::ReturnPath;
use kring_protocol::ids::{DeviceId, SessionId};
use kring_protocol::roles::LeadPassage;
use kring_protocol::script::Role;
use uuid::Uuid;

use super::script::method;
use super::{Example, credential, named, participant};
use crate::{Device, Event};

pub(super) fn people() -> Vec<Example> {
    let one = participant(1);
    let name = || "Zoë \"Zus\" 🌱".to_owned();
    let passed = |how, at_ms| Event::LeadPassed { from: one, to: participant(2), how, at_ms };
    let office = |office, holds| Event::OfficeAssigned { participant: one, office, holds };
    let created = |time_zone: Option<&str>| Event::SessionCreated {
        session: SessionId(Uuid::from_u128(0x5e55)),
        method: Box::new(method()),
        title: "Intervisie bouw 3/4".into(),
        scheduled_at_ms: Some(1_794_000_000_000),
        call_link: "https://example.org/call?x=1&y=2".into(),
        agreements: vec!["Wat hier gezegd wordt, blijft hier.".into(), String::new()],
        invitation: credential(1),
        gespreksleider: one,
        name: name(),
        credential: credential(200),
        time_zone: time_zone.map(str::to_owned),
        device: String::new(),
    };
    named([
        ("session_created", created(None)),
        ("session_created.zoned", created(Some("Europe/Amsterdam"))),
        ("invitation_replaced", Event::InvitationReplaced { invitation: credential(3) }),
        ("member_entered", Event::MemberEntered { participant: one, device: None }),
        (
            "member_entered.on_a_device",
            Event::MemberEntered {
                participant: one,
                device: Some(DeviceId(uuid::Uuid::from_u128(8))),
            },
        ),
        (
            "of_group",
            Event::OfGroup { group: kring_protocol::ids::GroupId(uuid::Uuid::from_u128(9)) },
        ),
        ("display_set.made", Event::DisplaySet { display: Some(credential(5)) }),
        (
            "guests_invited",
            Event::GuestsInvited {
                invitation: Some(credential(6)),
                phases: vec!["advies".into(), "afsluiten".into()],
            },
        ),
        ("guests_invited.ended", Event::GuestsInvited { invitation: None, phases: vec![] }),
        (
            "guest_placed",
            Event::GuestPlaced { participant: one, phases: vec!["advies".into()], inside: true },
        ),
        ("display_set.revoked", Event::DisplaySet { display: None }),
        (
            "participant_joined",
            Event::ParticipantJoined {
                participant: one,
                name: name(),
                credential: credential(4),
                device: String::new(),
            },
        ),
        (
            "credential_replaced",
            Event::CredentialReplaced { participant: one, credential: credential(5) },
        ),
        (
            "participant_joined.on_a_device",
            Event::ParticipantJoined {
                participant: one,
                name: name(),
                credential: credential(4),
                device: "Zoë's 📱".into(),
            },
        ),
        ("participant_renamed", Event::ParticipantRenamed { participant: one, name: name() }),
        ("participant_left.left", Event::ParticipantLeft { participant: one, removed: false }),
        ("participant_left.removed", Event::ParticipantLeft { participant: one, removed: true }),
        ("agreements_accepted", Event::AgreementsAccepted { participant: one }),
        ("agreements_set", Event::AgreementsSet { items: vec!["Een\nregel".into()] }),
        (
            "details_set",
            Event::DetailsSet {
                title: "Nieuw".into(),
                scheduled_at_ms: None,
                call_link: String::new(),
            },
        ),
        ("retention_set", Event::RetentionSet { days: 30 }),
        ("office_assigned.gespreksleider", office(Role::Gespreksleider, true)),
        ("office_assigned.inbrenger", office(Role::Inbrenger, true)),
        ("office_assigned.tijdbewaker", office(Role::Tijdbewaker, true)),
        ("office_assigned.verslaglegger", office(Role::Verslaglegger, false)),
        ("office_assigned.deelnemer", office(Role::Deelnemer, false)),
        ("deputy_named.somebody", Event::DeputyNamed { participant: Some(one) }),
        ("deputy_named.nobody", Event::DeputyNamed { participant: None }),
        ("lead_passed.handed_over", passed(LeadPassage::HandedOver, None)),
        (
            "lead_proposed",
            Event::LeadProposed {
                by: one,
                participant: Some(participant(2)),
                at_ms: 1_794_000_000_000,
            },
        ),
        (
            "lead_proposed.taken_back",
            Event::LeadProposed { by: one, participant: None, at_ms: 1_794_000_000_000 },
        ),
        ("lead_passed.named", passed(LeadPassage::Named, Some(1_794_000_000_000))),
        ("lead_passed.noted", passed(LeadPassage::HandedOver, Some(1_794_000_000_000))),
        ("lead_passed.taken_over", passed(LeadPassage::TakenOver, None)),
        ("lead_passed.reclaimed", passed(LeadPassage::Reclaimed, None)),
    ])
}

pub(super) fn devices() -> Vec<Example> {
    let one = participant(1);
    let device = |name: &str| Device {
        id: DeviceId(Uuid::from_u128(0xde)),
        name: name.to_owned(),
        credential: credential(6),
    };
    let id = device("").id;
    let code = |code| Event::CodeSet { participant: one, code };
    named([
        (
            "device_added.by_code",
            Event::DeviceAdded { participant: one, device: device(""), by: ReturnPath::Code },
        ),
        (
            "device_added.by_the_circle",
            Event::DeviceAdded {
                participant: one,
                device: device("Zo\u{eb}"),
                by: ReturnPath::Circle,
            },
        ),
        (
            "device_added.by_the_group",
            Event::DeviceAdded { participant: one, device: device(""), by: ReturnPath::Group },
        ),
        (
            "device_renamed",
            Event::DeviceRenamed { participant: one, device: id, name: "laptop".into() },
        ),
        ("device_revoked", Event::DeviceRevoked { participant: one, device: id }),
        ("code_set", code(Some(credential(8)))),
        ("code_set.none", code(None)),
        (
            "claim_made",
            Event::ClaimMade {
                participant: one,
                device: device("telefoon"),
                at_ms: 1_794_000_000_000,
            },
        ),
        ("claim_confirmed", Event::ClaimConfirmed { claim: id, by: participant(2) }),
        ("claim_ended", Event::ClaimEnded { claim: id }),
    ])
}
