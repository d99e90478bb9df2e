//! The report as Markdown. Every text is data: what looks like markup is written out.

mod words;

use std::fmt::Write;

use kring_protocol::ParticipantId;
use kring_protocol::content::{Commitment, Content, Goal, Response};
use kring_protocol::record::Contribution;
use kring_protocol::report::{Report, ReportPhase, ReportRound};
use kring_protocol::text::Lang;

use words::Words;

/// Writes a report down.
#[must_use]
pub fn markdown(report: &Report, lang: Lang) -> String {
    let mut page = Page { out: String::new(), report, lang, words: words::words(lang) };
    page.heading();
    for round in &report.rounds {
        page.round(round);
    }
    page.notes();
    page.out
}

struct Page<'a> {
    out: String,
    report: &'a Report,
    lang: Lang,
    words: &'static Words,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn title(&mut self, level: usize, text: &str) {
        let marks = "#".repeat(level);
        if !self.out.is_empty() {
            self.line("");
        }
        self.line(&format!("{marks} {}\n", escape(text)));
    }

    fn heading(&mut self) {
        let report = self.report;
        let method = report.method_title.get(self.lang);
        let title = if report.title.is_empty() { method } else { &report.title };
        self.title(1, title);
        self.item(self.words.method, method);
        self.item(self.words.date, &date(report.started_at_ms));
        self.item("Gespreksleider", &report.gespreksleider);
        let names: Vec<_> = report.people.iter().map(|person| person.name.as_str()).collect();
        self.item(self.words.people, &names.join(", "));
    }

    fn item(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.line(&format!("- **{label}:** {}", escape(text).replace('\n', "  \n  ")));
        }
    }

    fn round(&mut self, round: &ReportRound) {
        if self.report.rounds.len() > 1 {
            self.title(2, &format!("{} {}", self.words.round, round.round));
        } else {
            self.title(2, self.words.outcome);
        }
        self.item("Inbrenger", round.inbrenger.as_deref().unwrap_or_default());
        let single = [&round.case, &round.leervraag, &round.kernvraag, &round.goal];
        let several = round.themes.iter().chain(&round.commitments).chain(&round.takeaways);
        for contribution in single.into_iter().flatten().chain(several) {
            self.contribution(contribution);
        }
        self.times(round);
        for phase in &round.phases {
            self.phase(phase);
        }
    }

    /// Planned against real minutes.
    fn times(&mut self, round: &ReportRound) {
        self.title(3, self.words.time);
        let words = self.words;
        self.line(&format!("| {} | {} | {} |", words.phase, words.planned, words.spent));
        self.line("| --- | ---: | ---: |");
        for phase in &round.phases {
            let title = escape(phase.title.get(self.lang)).replace('|', "\\|");
            let (planned, spent) = (minutes(phase.planned_ms), minutes(phase.spent_ms));
            self.line(&format!("| {title} | {planned} | {spent} |"));
        }
    }

    fn phase(&mut self, phase: &ReportPhase) {
        if phase.contributions.is_empty() {
            return;
        }
        self.title(3, phase.title.get(self.lang));
        for contribution in &phase.contributions {
            self.contribution(contribution);
        }
    }

    fn notes(&mut self) {
        if self.report.notes.is_empty() {
            return;
        }
        self.title(2, self.words.notes);
        for note in &self.report.notes {
            self.contribution(note);
        }
    }

    fn contribution(&mut self, contribution: &Contribution) {
        let label = self.words.kind(contribution.content.kind());
        let chosen =
            if contribution.chosen { format!(" ({})", self.words.chosen) } else { String::new() };
        let author = contribution.author.and_then(|id| self.name(id));
        let by = author.map(|name| format!(" — {}", escape(name))).unwrap_or_default();
        let text = self.text(&contribution.content);
        // A text of several lines stays within its list item.
        let text = escape(&text).replace('\n', "  \n  ");
        self.line(&format!("- **{label}**{chosen}: {text}{by}"));
        if let Some(response) = &contribution.response {
            let response = escape(&self.response(response)).replace('\n', "  \n    ");
            self.line(&format!("  - {response}"));
        }
    }

    fn name(&self, id: ParticipantId) -> Option<&str> {
        self.report.people.iter().find(|person| person.id == id).map(|p| p.name.as_str())
    }

    fn text(&self, content: &Content) -> String {
        let words = self.words;
        match content {
            Content::Lookback { text }
            | Content::Introduction { text }
            | Content::Answer { text, .. }
            | Content::Theme { text, .. }
            | Content::Kernvraag { text }
            | Content::Idea { text }
            | Content::Need { text }
            | Content::Advice { text }
            | Content::Experience { text }
            | Content::Insight { text }
            | Content::Takeaway { text }
            | Content::Record { text }
            | Content::Note { text } => text.clone(),
            Content::Case { text, leervraag } => {
                joined(text, &[(words.leervraag, leervraag.as_deref().unwrap_or_default())])
            }
            Content::Leervraag { text, origin } => {
                let text = text.as_deref().unwrap_or(words.not_clear_yet);
                joined(text, &[(words.origin, origin.as_deref().unwrap_or_default())])
            }
            Content::Observation { text, tag } => format!("{text} [{}]", words.observation(*tag)),
            Content::Question { text, category } => {
                let category = category.map(|c| format!(" [{}]", words.category(c)));
                format!("{text}{}", category.unwrap_or_default())
            }
            Content::Feedback { text, tag, example } => {
                let tagged = format!("{text} [{}]", words.feedback(*tag));
                joined(&tagged, &[(words.example, example)])
            }
            Content::Goal(goal) => self.goal(goal),
            Content::Action(commitment) | Content::Agreement(commitment) => {
                self.commitment(commitment)
            }
            Content::Evaluation { worth_it, why, keep, change } => joined(
                &format!("{} {}", words.worth_it, words.worth(*worth_it)),
                &[(words.why, why), (words.keep, keep), (words.change, change)],
            ),
        }
    }

    fn goal(&self, goal: &Goal) -> String {
        let words = self.words;
        let Goal { behaviour, level, how_often, how_long, by_when, evaluation } = goal;
        let rest = [
            (words.level, level.as_str()),
            (words.how_often, how_often),
            (words.how_long, how_long),
            (words.by_when, by_when),
            (words.evaluation, evaluation),
        ];
        joined(behaviour, &rest)
    }

    fn commitment(&self, commitment: &Commitment) -> String {
        let words = self.words;
        let Commitment { what, who, by_when, evaluation } = commitment;
        let rest =
            [(words.who, who.as_str()), (words.by_when, by_when), (words.evaluation, evaluation)];
        joined(what, &rest)
    }

    fn response(&self, response: &Response) -> String {
        let words = self.words;
        match response {
            Response::Warmth { warmth } => words.warmth(*warmth).to_owned(),
            Response::Feasibility { feasible, reason, in_plan, support } => joined(
                words.feasible(*feasible),
                &[(words.why, reason), (words.in_plan, in_plan), (words.support, support)],
            ),
            Response::Appeal { appeals: true, why } => joined(words.appeals, &[(words.why, why)]),
            Response::Appeal { appeals: false, why } => {
                joined(words.does_not_appeal, &[(words.why, why)])
            }
        }
    }
}

/// A text with the filled-in fields below it.
fn joined(text: &str, fields: &[(&str, &str)]) -> String {
    let mut all = text.to_owned();
    for (label, field) in fields.iter().filter(|(_, field)| !field.is_empty()) {
        let _ = write!(all, "\n{label}: {field}");
    }
    all
}

fn minutes(ms: i64) -> i64 {
    (ms + 30_000) / 60_000
}

/// The day, in UTC: `2026-11-21`.
fn date(ms: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000));
    moment.map(|moment| moment.date().to_string()).unwrap_or_default()
}

/// Writes out whatever Markdown or HTML would read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line_start = true;
    for c in text.chars() {
        let special = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '!' | '$'
        );
        // At the start of a line these begin lists, rules, tables or headings.
        let special_here = line_start && matches!(c, '-' | '+' | '=' | ':');
        if special || special_here {
            out.push('\\');
        }
        out.push(c);
        line_start = c == '\n' || (line_start && c.is_whitespace());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_data_in_markdown() {
        assert_eq!(escape("<script>"), "\\<script\\>");
        assert_eq!(escape("[x](javascript:y)"), "\\[x\\](javascript:y)");
        assert_eq!(escape("# Kop\n- lijst"), "\\# Kop\n\\- lijst");
        assert_eq!(escape("gewoon - met streepje"), "gewoon - met streepje");
    }

    #[test]
    fn days_are_the_calendars() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(951_782_400_000), "2000-02-29");
        assert_eq!(date(1_795_219_200_000), "2026-11-21");
    }
}
