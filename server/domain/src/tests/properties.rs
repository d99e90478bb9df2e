//! What holds whatever people do. A failure prints the smallest meeting that shows it, and the seed
//! that led there: `KRING_SEED=… cargo test -p kring-domain` plays it again.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};

use kring_protocol::code::Rejection;
use kring_protocol::ids::ParticipantId;
use kring_protocol::record::Lifecycle;
use kring_protocol::roles::LeadPassage;
use kring_protocol::script::Role;
use kring_protocol::{Command, Record, RecordKey};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use uuid::Uuid;

use super::counted::counts_are_what_there_is;
use super::display;
use super::given::{AN, BO, INBRENGER, NOW, id, join, person};
use super::invariants::check_invariants;
use super::random::{Act, acts, creation, request};
use super::wild::{Script, any_script};
use crate::event::Event;
use crate::state::Contribution;
use crate::state::{State, Status};
use crate::{
    Change, Changes, Checkpoint, Context, LogUse, Logged, Request, Viewer, ViewerId, Visibility,
    apply, decide, fold, project, visibility_of,
};

/// Meetings per run, each of up to [`ACTS`] requests: some ten seconds in a debug build.
const MEETINGS: u32 = 96;
const ACTS: usize = 120;

pub(super) type View = BTreeMap<RecordKey, Record>;

/// A meeting, and the page of everybody in it and of a display as kept up to date by updates alone.
struct Meeting {
    state: State,
    log: Vec<Event>,
    context: Context,
    pages: BTreeMap<ViewerId, View>,
}

fn view(state: &State, viewer: ViewerId) -> View {
    let Some(viewer) = Viewer::of(state, viewer) else { return View::new() };
    let records = project(state, &viewer);
    let count = records.len();
    let view: View = records.into_iter().map(|record| (record.key(), record)).collect();
    assert_eq!(view.len(), count, "every record has a key of its own");
    view
}

/// `me.edits` says of one's own text what the decision of an edit says.
fn edits_agree(state: &State, context: &Context, page: &View, own: &Contribution) {
    use Rejection as R;
    let Some(Record::Me(me)) = page.get(&RecordKey::Me) else { panic!("everybody has a me") };
    let in_scope = me.edits.as_ref().is_some_and(|edits| {
        own.at.as_ref().map(|at| &at.phase) == Some(&edits.phase) && own.round == edits.round
    });
    // Before the start everything that its author has can be changed; what waits, whenever they may write.
    let lobby = state.status == Status::Active(Lifecycle::Lobby);
    let told = lobby || in_scope || (own.waits() && me.edits.is_some());
    let command = Command::Edit { contribution: own.id, content: own.content.clone() };
    let asked = Request::Command { by: own.author, session: state.session, command };
    let closed = [
        R::PhaseClosed,
        R::AlreadyStarted,
        R::Muted,
        R::Silence,
        R::NotRunning,
        R::MeetingClosed,
        R::Adjourned,
    ];
    let refused = decide(state, context, &asked).err();
    assert_eq!(told, !refused.is_some_and(|rule| closed.contains(&rule)), "{refused:?}");
}

impl Meeting {
    fn new() -> Self {
        let context = Context {
            now_ms: NOW,
            fresh: id(1_000).0,
            last_ms: NOW,
            entries: 0,
            logged: Logged::default(),
            gespreksleider_away: false,
            same_click_ms: 0,
            leaderless_since_ms: None,
            clock_doubted: false,
            connected: vec![],
        };
        Self { state: State::default(), log: vec![], context, pages: BTreeMap::new() }
    }

    fn ask(&mut self, asked: &Request) {
        let first = decide(&self.state, &self.context, asked);
        assert_eq!(first, decide(&self.state, &self.context, asked), "the same, twice");
        if let Request::Command { session, .. } = asked
            && *session != self.state.session
        {
            assert_eq!(first, Err(Rejection::WrongSession), "what is asked elsewhere stays there");
        }
        let Ok(events) = first else { return };
        if let Request::Command { by, .. } = asked {
            self.only_what_they_may(*by, &events);
        }
        let viewers = self.viewers();
        let mut changes = Changes::new(&self.state);
        for event in &events {
            changes.apply(&mut self.state, event);
        }
        check_invariants(&self.state);
        counts_are_what_there_is(&self.state);
        let changed = changes.finish(&self.state);
        let named: BTreeSet<ViewerId> = changed.iter().map(|(viewer, _)| *viewer).collect();
        assert_eq!(named.len(), changed.len(), "nobody is told twice");
        assert!(named.iter().all(|viewer| viewers.contains(viewer)));
        for viewer in viewers {
            let theirs = changed.iter().find(|(id, _)| *id == viewer);
            self.update(viewer, theirs.map_or(&[], |(_, changes)| changes));
        }
        self.log.extend(events);
        // Bytes in order, so that the next id is another and follows no order at all.
        let next =
            self.context.fresh.as_u128().wrapping_mul(0x2545_F491_4F6C_DD1D_2545_F491_4F6C_DD1D);
        self.context.fresh = Uuid::from_u128(next.rotate_left(17) ^ 0x5DEE_CE66);
    }

    /// Brings a page up to date the way a browser does, and compares it with a fresh one.
    fn update(&mut self, viewer: ViewerId, changes: &[Change<'_>]) {
        let fresh = view(&self.state, viewer);
        let page = self.pages.entry(viewer).or_default();
        let mut named = BTreeSet::new();
        for change in changes {
            let (key, record) = match change {
                Change::Upsert(record) => (record.key(), Some(*record)),
                Change::Remove(key) => ((*key).clone(), None),
                Change::Unrenderable => panic!("a record is seen and cannot be made"),
            };
            assert!(named.insert(key.clone()), "{key:?} is told twice");
            assert_ne!(page.get(&key), fresh.get(&key), "{key:?} is told without a change");
            match record {
                Some(record) => drop(page.insert(key, record.clone())),
                None => drop(page.remove(&key)),
            }
        }
        if Viewer::of(&self.state, viewer).is_none() {
            assert!(named.is_empty(), "whoever is gone is told nothing");
            self.pages.remove(&viewer);
        } else {
            let keys: BTreeSet<_> = page.keys().chain(fresh.keys()).collect();
            let missed = keys.into_iter().find(|key| page.get(key) != fresh.get(key));
            assert_eq!(missed, None, "the updates miss something");
        }
    }

    /// Whoever joined gets a snapshot; everybody's is checked for what they may not see.
    fn look_around(&mut self) {
        for viewer in self.viewers() {
            self.pages.entry(viewer).or_insert_with(|| view(&self.state, viewer));
        }
        if let Some(page) = self.pages.get(&ViewerId::Display) {
            display::tells_no_more_than_everybody_knows(&self.state, page, &self.pages);
        }
        for participant in self.state.everybody() {
            let page = &self.pages[&participant.id.into()];
            for (id, contribution) in self.state.contributions.iter() {
                let seen = page.get(&RecordKey::Contribution(*id));
                let own = contribution.author == participant.id;
                if own && !contribution.content.kind().is_private() {
                    edits_agree(&self.state, &self.context, page, contribution);
                }
                if !contribution.is_shared() {
                    assert_eq!(seen.is_some(), own, "private to its author");
                }
                if let Some(Record::Contribution(seen)) = seen {
                    assert_eq!(seen.author.is_none(), contribution.anonymous);
                    assert!(own || !seen.mine);
                }
            }
            let turned_away = self.state.is_turned_away(participant.id);
            let news = self.state.contributions.values().any(|c| {
                c.author != participant.id
                    && c.at == self.state.position
                    && c.round == self.state.round_number()
                    && page.contains_key(&RecordKey::Contribution(c.id))
            });
            assert!(!(turned_away && news), "an inbrenger who is turned away sees nothing new");
            let Some(Record::Stage(stage)) = page.get(&RecordKey::Stage) else {
                panic!("no stage")
            };
            let sees = |id: &_| page.contains_key(&RecordKey::Contribution(*id));
            assert_eq!(
                stage.spotlight,
                self.state.spotlight.filter(sees),
                "told to who may see it"
            );
            let leads = participant.id == self.state.gespreksleider;
            assert!(leads || !page.contains_key(&RecordKey::Overview));
            assert!(
                !page.keys().any(|k| matches!(k, RecordKey::Tally(_))) || self.state.votes_revealed
            );
        }
    }

    fn viewers(&self) -> Vec<ViewerId> {
        let people = self.state.everybody().map(|p| ViewerId::Participant(p.id));
        people.chain(self.state.display.map(|_| ViewerId::Display)).collect()
    }

    fn only_what_they_may(&self, by: ParticipantId, events: &[Event]) {
        use Event as E;
        let private = |event: &Event| match event {
            E::ContributionAdded { content, .. } => content.kind().is_private(),
            E::ContributionEdited { id, .. } | E::ContributionWithdrawn { id } => {
                self.state.contributions[id].content.kind().is_private()
            }
            _ => false,
        };
        let leaves = events.iter().any(|event| matches!(event, E::ParticipantLeft { .. }));
        if self.state.is_muted(by) && !leaves {
            let names = |e: &Event| matches!(e, E::LeadProposed { .. } | E::LeadPassed { .. });
            let tells = |e: &Event| matches!(e, E::ConcernRaised { .. });
            let allowed = |e: &Event| private(e) || names(e) || tells(e);
            assert!(events.iter().all(allowed), "muted, and yet {events:?}");
        }
        let leads = by == self.state.gespreksleider;
        for event in events {
            let steers = matches!(
                event,
                E::Moved { .. }
                    | E::MeetingStarted { .. }
                    | E::MeetingAdjourned { .. }
                    | E::MeetingResumed { .. }
                    | E::ReplanProposed { .. }
                    | E::Replanned { .. }
                    | E::MeetingClosed { .. }
                    | E::MeetingErased
                    | E::SilenceSet { .. }
                    | E::Revealed { .. }
                    | E::VotesRevealed
                    | E::Chosen { .. }
                    | E::SpotlightSet { .. }
                    | E::InbrengerChosen { .. }
                    | E::DeputyNamed { .. }
                    | E::ParticipantLeft { removed: true, .. }
            );
            assert!(leads || !steers, "only the gespreksleider steers: {event:?}");
            let keeps_time = leads || self.state.roles(by).contains(&Role::Tijdbewaker);
            let timed = matches!(event, E::TimerSet { .. } | E::TimeSignalled { .. });
            assert!(keeps_time || !timed, "only two keep the time: {event:?}");
            // Whoever leaves takes along their support and what they had not shared, in a silence too.
            if self.state.silence_until_ms.is_some() && !leaves {
                let written = matches!(
                    event,
                    E::ContributionAdded { .. }
                        | E::ContributionEdited { .. }
                        | E::ContributionWithdrawn { .. }
                        | E::Responded { .. }
                        | E::Supported { .. }
                );
                assert!(!written || private(event), "silence, and yet {event:?}");
            }
        }
        let passes = events.iter().find_map(|event| match event {
            E::LeadPassed { how, .. } => Some(*how),
            _ => None,
        });
        let may = match passes {
            None => true,
            Some(LeadPassage::Named) => self.context.leaderless_since_ms.is_some(),
            Some(_) => leads || self.state.deputy == Some(by) || self.state.displaced == Some(by),
        };
        assert!(may, "the lead goes to nobody who was not named");
    }
}

fn play(script: Script, acts: &[Act]) -> Meeting {
    let mut meeting = Meeting::new();
    meeting.ask(&creation(script.0));
    meeting.look_around();
    for (who, name) in [(INBRENGER, "Ineke"), (AN, "An"), (BO, "Bo")] {
        meeting.ask(&join(who, name));
        meeting.look_around();
    }
    for act in acts {
        meeting.context.now_ms += i64::from(act.after_ms);
        meeting.context.gespreksleider_away = act.after_ms % 2 == 0;
        let leaderless = act.after_ms % 4 == 0;
        meeting.context.leaderless_since_ms =
            leaderless.then_some(meeting.context.now_ms - i64::from(act.after_ms));
        meeting.context.connected = meeting.state.everybody().map(|p| p.id).collect();
        meeting.ask(&request(&meeting.state, *act));
        meeting.look_around();
    }
    meeting
}

pub(super) fn runner(meetings: u32) -> TestRunner {
    let given = std::env::var("KRING_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one(0));
    println!("KRING_SEED={seed}");
    TestRunner::new(Config {
        cases: meetings,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    })
}

#[test]
fn whatever_people_do_the_invariants_hold_and_every_page_is_what_a_fresh_one_would_be() {
    let outcome = runner(MEETINGS).run(&(any_script(), acts(ACTS)), |(script, acts)| {
        let meeting = play(script, &acts);
        assert_eq!(fold(&meeting.log), meeting.state, "the log is the truth");
        // And a checkpoint anywhere in it leads to the same.
        let (before, after) = meeting.log.split_at(meeting.log.len() / 2);
        let state = fold(before);
        let taken = Checkpoint { state, last_ms: NOW, used: LogUse::default(), accepted: vec![] };
        let mut read = Checkpoint::decode(&taken.encode().unwrap()).unwrap().state;
        after.iter().for_each(|event| apply(&mut read, event));
        assert_eq!(read, meeting.state, "a checkpoint is a shortcut to the truth");
        counts_are_what_there_is(&read);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn whoever_is_not_in_the_meeting_sees_nothing_of_it() {
    let outcome = runner(MEETINGS / 4).run(&(any_script(), acts(ACTS)), |(script, acts)| {
        let state = play(script, &acts).state;
        let gone = state.participants.iter().filter(|p| p.left).map(|p| p.id);
        for id in gone.chain([person(0xF00D)]) {
            assert_eq!(Viewer::of(&state, id), None);
            // Not even when somebody keeps an old viewer.
            let viewer = Viewer { id: id.into() };
            assert_eq!(project(&state, &viewer), []);
            assert_eq!(visibility_of(&state, &viewer, &RecordKey::Meeting), Visibility::Hidden);
        }
        let erased = state.status == Status::Erased;
        assert!(!erased || state.participants.is_empty());
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
