//! Compares what clients were told with what the log holds.

use std::collections::{HashMap, HashSet};

use kring_protocol::content::Content;
use kring_protocol::{Command, CommandId, ContributionId, ParticipantId};

use super::history::{History, Invocation};
use crate::Answer;

/// One entry of a session's log, as far as the judge needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Its place.
    pub seq: u64,
    /// Whose.
    pub actor: Option<ParticipantId>,
    /// Which command.
    pub command: CommandId,
    /// What it made.
    pub created: Option<(ContributionId, Content)>,
}

/// What is wrong. Each line names what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Acknowledged, and not in the log.
    pub lost: Vec<String>,
    /// In the log more than once.
    pub duplicated: Vec<String>,
    /// Anything else that must not be.
    pub wrong: Vec<String>,
}

impl Verdict {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.lost.is_empty() && self.duplicated.is_empty() && self.wrong.is_empty()
    }
}

/// Judges one session. `others` are the requests that came in over HTTP: creating and joining.
#[must_use]
pub fn check(
    histories: &[&History],
    written: &[Written],
    others: &HashSet<(ParticipantId, CommandId)>,
) -> Verdict {
    let mut verdict = Verdict::default();
    let mut places: HashMap<(ParticipantId, CommandId), Vec<&Written>> = HashMap::new();
    let mut made = HashSet::new();
    for entry in written {
        let Some(actor) = entry.actor else {
            verdict.wrong.push(format!("entry {} is nobody's", entry.seq));
            continue;
        };
        places.entry((actor, entry.command)).or_default().push(entry);
        if entry.created.as_ref().is_some_and(|(id, _)| !made.insert(*id)) {
            verdict.duplicated.push(format!("entry {} makes what was made before", entry.seq));
        }
    }
    for history in histories {
        for asked in &history.asked {
            let entries = places.remove(&(history.who, asked.id)).unwrap_or_default();
            command(asked, &entries, &mut verdict);
        }
    }
    for ((actor, id), entries) in places {
        // The server names the command by which a meeting is created.
        let creation = entries.first().is_some_and(|entry| entry.seq == 1);
        if entries.len() > 1 {
            verdict.duplicated.push(format!("request {id:?} of {actor} is there more than once"));
        } else if !creation && !others.contains(&(actor, id)) {
            verdict.wrong.push(format!("{id:?} of {actor} is in the log, and nobody sent it"));
        }
    }
    verdict
}

fn command(asked: &Invocation, entries: &[&Written], verdict: &mut Verdict) {
    let about = || format!("{asked:?}");
    consistent(asked, entries, verdict);
    if entries.len() > 1 {
        let seqs: Vec<_> = entries.iter().map(|entry| entry.seq).collect();
        verdict.duplicated.push(format!("at {seqs:?}: {}", about()));
    }
    let Some(created) = asked.accepted() else {
        if !asked.is_decided() {
            verdict.wrong.push(format!("never answered: {}", about()));
        } else if !entries.is_empty() {
            verdict.wrong.push(format!("refused, and in the log: {}", about()));
        }
        return;
    };
    let Some(entry) = entries.first() else {
        if !may_change_nothing(&asked.command) {
            verdict.lost.push(about());
        }
        return;
    };
    if entry.created.as_ref().map(|(id, _)| *id) != created {
        verdict.wrong.push(format!("entry {} made something else: {}", entry.seq, about()));
    }
    if let (Command::Contribute { content, .. }, Some((_, kept))) = (&asked.command, &entry.created)
        && content != kept
    {
        verdict.wrong.push(format!("entry {} holds something else: {}", entry.seq, about()));
    }
}

/// A duplicate gets the same answer. What left nothing in the log is remembered while the session is
/// awake; after that the command is decided anew: a refusal, or an acceptance that changed nothing.
/// What is in the log stays accepted.
fn consistent(asked: &Invocation, entries: &[&Written], verdict: &mut Verdict) {
    let decided = asked.answers.iter().filter(|(_, answer)| !matches!(answer, Answer::Failed(_)));
    let decided: Vec<_> = decided.collect();
    let in_the_end = decided.last().is_some_and(|(_, last)| matches!(last, Answer::Accepted(_)));
    let left_nothing = may_change_nothing(&asked.command) && (entries.is_empty() || in_the_end);
    for pair in decided.windows(2) {
        let [(earlier_stream, earlier), (stream, later)] = pair else { continue };
        let passing = matches!(earlier, Answer::Refused(_)) || left_nothing;
        if earlier != later && !(passing && earlier_stream != stream) {
            verdict.wrong.push(format!("answered in two ways: {asked:?}"));
        }
    }
}

/// Commands that are accepted and leave nothing in the log where everything already is as asked.
fn may_change_nothing(command: &Command) -> bool {
    matches!(
        command,
        Command::AcceptAgreements
            | Command::AssignOffice { .. }
            | Command::NameDeputy { .. }
            | Command::Reveal { .. }
            | Command::Support { .. }
            | Command::Choose { .. }
            | Command::SignalReady { .. }
    )
}
