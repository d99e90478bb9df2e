//! The report as Markdown. Every text is data: what looks like markup is written out.

use kring_protocol::content::Kind;
use kring_protocol::record::Contribution;
use kring_protocol::report::{PupilPlan, Report, ReportAnswer, ReportPhase, ReportRound};
use kring_protocol::text::Lang;

use super::attribution::attribution;
use super::labels::{Words, words};
use super::zone::Zone;

/// Writes a report down. Its moments are those of `zone`.
#[must_use]
pub fn markdown(report: &Report, lang: Lang, zone: &Zone) -> String {
    let mut page = Page { out: String::new(), report, lang, zone, words: words(lang) };
    page.heading();
    page.plans(2);
    page.own(words(lang).steps, &report.steps);
    page.own(words(lang).notes, &report.notes);
    page.agreements();
    page.preparation();
    for round in &report.rounds {
        page.round(round);
    }
    for round in &report.rounds {
        page.details(round);
    }
    page.reflection();
    page.out
}

/// Writes the plan for the pupil alone: what can be handed on. Nothing if the method has none.
#[must_use]
pub fn plan_markdown(report: &Report, lang: Lang, zone: &Zone) -> Option<String> {
    report.rounds.iter().find_map(|round| round.plan.as_ref())?;
    let mut page = Page { out: String::new(), report, lang, zone, words: words(lang) };
    page.plans(1);
    let day = zone.moment(report.started_at_ms);
    page.line("");
    page.item(page.words.date, &day);
    Some(page.out)
}

struct Page<'a> {
    out: String,
    report: &'a Report,
    lang: Lang,
    zone: &'a Zone,
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
        self.item(self.words.date, &self.zone.moment(report.started_at_ms));
        self.item(self.words.leader, &report.gespreksleider);
        let names: Vec<_> = report.people.iter().map(|person| person.name.as_str()).collect();
        self.item(self.words.people, &names.join(", "));
    }

    fn item(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.line(&format!("- **{label}:** {}", escape(text).replace('\n', "  \n  ")));
        }
    }

    fn agreements(&mut self) {
        if self.report.agreements.is_empty() {
            return;
        }
        self.title(2, self.words.agreements);
        for agreement in &self.report.agreements {
            self.line(&format!("- {}", escape(agreement)));
        }
    }

    fn round(&mut self, round: &ReportRound) {
        if self.report.rounds.len() > 1 {
            self.title(2, &format!("{} {}", self.words.round, round.round));
        } else {
            self.title(2, self.words.outcome);
        }
        self.item(self.words.case_owner, round.inbrenger.as_deref().unwrap_or_default());
        let single = [&round.case, &round.leervraag, &round.kernvraag, &round.goal];
        let settled = round.themes.iter().chain(&round.needs).chain(&round.support);
        let settled = settled.chain(&round.appealing);
        let done = round.insights.iter().chain(&round.commitments).chain(&round.records);
        let several = settled.chain(done).chain(&round.takeaways).chain(&round.evaluations);
        for contribution in single.into_iter().flatten().chain(several) {
            self.contribution(contribution);
        }
    }

    /// Everything in the order in which it was written, after what it came to.
    fn details(&mut self, round: &ReportRound) {
        if self.report.rounds.len() > 1 {
            self.title(2, &format!("{}: {} {}", self.words.course, self.words.round, round.round));
        } else {
            self.title(2, self.words.course);
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
        // Only where minutes were given or taken is there a column for them.
        let extra = round.phases.iter().any(|phase| phase.extra_minutes != 0);
        let head = format!("| {} | {} | {} |", words.phase, words.planned, words.spent);
        self.line(&if extra { format!("{head} {} |", words.extra) } else { head });
        self.line(if extra { "| --- | ---: | ---: | ---: |" } else { "| --- | ---: | ---: |" });
        for phase in &round.phases {
            let title = escape(phase.title.get(self.lang));
            let (planned, spent) = (minutes(phase.planned_ms), minutes(phase.spent_ms));
            let row = format!("| {title} | {planned} | {spent} |");
            self.line(&if extra { format!("{row} {} |", phase.extra_minutes) } else { row });
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

    /// What the reader looked back on for themselves.
    fn reflection(&mut self) {
        let report = self.report;
        if !report.reflection.is_empty() {
            self.title(2, self.words.reflection);
        }
        self.answers(&report.reflection);
    }

    /// What people prepared and shared.
    fn preparation(&mut self) {
        let report = self.report;
        for prepared in &report.preparation {
            self.title(2, &format!("{} {}", self.words.preparation, prepared.name));
            self.answers(&prepared.answers);
        }
    }

    fn answers(&mut self, answers: &[ReportAnswer]) {
        for one in answers {
            self.title(3, one.ask.get(self.lang));
            self.line(&escape(&one.text).replace('\n', "  \n"));
        }
    }

    fn plans(&mut self, level: usize) {
        let report = self.report;
        let several = report.rounds.len() > 1;
        for round in &report.rounds {
            let Some(plan) = &round.plan else { continue };
            let title = self.words.pupil_plan;
            let number = format!("{title}: {} {}", self.words.round, round.round);
            self.title(level, if several { &number } else { title });
            self.plan(level + 1, plan);
        }
    }

    fn plan(&mut self, level: usize, plan: &PupilPlan) {
        let words = self.words;
        if let Some(goal) = &plan.goal {
            self.title(level, words.kind(Kind::Goal));
            self.entry(&words.goal(goal));
        }
        if !plan.needs.is_empty() {
            self.title(level, words.plan_needs);
        }
        for need in &plan.needs {
            self.entry(&words.plan_need(need));
        }
        if !plan.support.is_empty() {
            self.title(level, words.kind(Kind::Support));
        }
        plan.support.iter().for_each(|support| self.entry(&words.plan_support(support)));
        for group in &plan.agreements {
            let about = group.about.map(|about| words.about_whom(about));
            let title = about.map(|about| format!("{}: {about}", words.plan_agreements));
            self.title(level, title.as_deref().unwrap_or(words.plan_agreements));
            group.items.iter().for_each(|item| self.entry(&words.commitment(item)));
        }
        if !plan.looks_back.is_empty() {
            self.title(level, words.plan_looks_back);
            plan.looks_back.iter().for_each(|look| self.entry(look));
        }
    }

    /// A text of several lines stays within its list item.
    fn entry(&mut self, text: &str) {
        self.line(&format!("- {}", escape(text).replace('\n', "  \n  ")));
    }

    /// What is the reader's own.
    fn own(&mut self, title: &str, texts: &[Contribution]) {
        if texts.is_empty() {
            return;
        }
        self.title(2, title);
        for text in texts {
            self.contribution(text);
        }
    }

    fn contribution(&mut self, contribution: &Contribution) {
        let label = self.words.kind(contribution.content.kind());
        let taken = contribution.taken_from_ms.map(|_| self.words.taken_along);
        let chosen = contribution.chosen.then_some(self.words.chosen);
        let chosen = taken.or(chosen).map(|mark| format!(" ({mark})")).unwrap_or_default();
        let author = attribution(self.report, self.words, contribution);
        let by = if author.is_empty() { author } else { format!(" — {}", escape(&author)) };
        let text = self.words.text(&contribution.content, &self.report.learning_outcomes);
        // A text of several lines stays within its list item.
        let text = escape(&text).replace('\n', "  \n  ");
        self.line(&format!("- **{label}**{chosen}: {text}{by}"));
        if let Some(response) = &contribution.response {
            let response = escape(&self.words.response(response)).replace('\n', "  \n    ");
            self.line(&format!("  - {response}"));
        }
    }
}

fn minutes(ms: i64) -> i64 {
    (ms + 30_000) / 60_000
}

/// Writes out whatever Markdown or HTML would read as markup, on one line or on several.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut place = LinePosition::LineStart;
    // Control characters have no place in a text; other line ends than `\n` would escape us.
    for c in text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')) {
        place = match (place, c) {
            (_, '\n') => LinePosition::LineStart,
            // Indented lines would become code. This space is one that does not count as such.
            (LinePosition::LineStart, c) if c.is_whitespace() => {
                out.push('\u{A0}');
                continue;
            }
            (LinePosition::LineStart | LinePosition::Number, '0'..='9') => LinePosition::Number,
            // At the start of a line these begin lists, rules, tables or headings.
            (LinePosition::LineStart, '-' | '+' | '=' | ':')
            | (LinePosition::Number, '.' | ')') => {
                out.push('\\');
                LinePosition::Within
            }
            _ => LinePosition::Within,
        };
        if is_markup(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Where in a line a character stands.
#[derive(Clone, Copy)]
enum LinePosition {
    LineStart,
    /// After nothing but digits, which with a dot would number a list.
    Number,
    Within,
}

/// Wherever it stands. Braces are not Markdown's, but of what a site may run it through.
fn is_markup(c: char) -> bool {
    matches!(
        c,
        '\\' | '`'
            | '*'
            | '_'
            | '['
            | ']'
            | '<'
            | '>'
            | '&'
            | '#'
            | '|'
            | '~'
            | '$'
            | '^'
            | '{'
            | '}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_data_in_markdown() {
        assert_eq!(escape("<script>"), "\\<script\\>");
        assert_eq!(escape("[x](javascript:y)"), "\\[x\\](javascript:y)");
        assert_eq!(escape("# Kop\n- lijst"), "\\# Kop\n\\- lijst");
        assert_eq!(escape("gewoon - met streepje, 1. en 2!"), "gewoon - met streepje, 1. en 2!");
        assert_eq!(escape("12. een\n3) twee"), "12\\. een\n3\\) twee");
        assert_eq!(escape("\t code"), "\u{A0}\u{A0}code");
        assert_eq!(escape("een\r\u{0}twee"), "eentwee");
        assert_eq!(escape("a | b"), "a \\| b");
        assert_eq!(escape("{{7*7}} ${7}"), "\\{\\{7\\*7\\}\\} \\$\\{7\\}");
    }
}
