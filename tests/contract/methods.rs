//! The five methods are what their sources say: phases, order, minutes, and who may do what when.
//!
//! The tables are written out here on purpose, not read from the files: a slip of the pen in a file
//! must not move the yardstick along.

use std::collections::BTreeSet;
use std::fmt::Write;

use kring::methods::Library;
use kring_protocol::Kind;
use kring_protocol::script::{InbrengerSees, Method, Opening, Phase, Role, Step};
use serde_json::{Value, json};

/// Compares a method with its table. One line per phase, one indented line per step.
#[track_caller]
fn holds(id: &str, expected: &str) {
    let library = Library::built_in().unwrap();
    let found = described(library.get(id).unwrap());
    assert_eq!(found, expected.trim_start_matches('\n'), "\nmethods/{id}.toml reads:\n{found}");
}

fn described(method: &Method) -> String {
    let mut text = String::new();
    for phase in &method.phases {
        describe_phase(phase, &mut text);
        phase.steps.iter().for_each(|step| describe_step(step, &mut text));
    }
    let minutes: u32 = method.phases.iter().map(|phase| phase.minutes).sum();
    writeln!(text, "{minutes} minutes; a round starts at {}", method.round_starts_at).unwrap();
    text
}

fn describe_phase(phase: &Phase, text: &mut String) {
    let mark = if phase.proposal { " proposal" } else { "" };
    let optional = if phase.optional { ", optional" } else { "" };
    let leaves =
        phase.leaves.iter().map(|outcome| word(&json!(outcome))).collect::<Vec<_>>().join("+");
    let leaves = if leaves.is_empty() { "nothing".to_owned() } else { leaves };
    let (id, title, minutes) = (&phase.id, &phase.title.nl, phase.minutes);
    writeln!(text, "{id} \"{title}\" {minutes} min{mark}{optional}, leaves {leaves}").unwrap();
}

fn describe_step(step: &Step, text: &mut String) {
    let mut parts = vec![format!("inbrenger {}", word(&json!(step.inbrenger)))];
    if step.inbrenger_sees == InbrengerSees::Afterwards {
        parts.push("sees afterwards".to_owned());
    }
    parts.push(format!("authors {}", word(&json!(step.authors))));
    parts.extend(step.opens.iter().map(opened));
    if let Some(turns) = &step.turns {
        let pass = if turns.may_pass { "may pass" } else { "may not pass" };
        parts.push(format!("turns {} {}s {pass}", who(&turns.by), turns.seconds));
    }
    if let Some(seconds) = step.silence_seconds {
        parts.push(format!("silent {seconds}s"));
    }
    if step.divides_roles {
        parts.push("divides roles".to_owned());
    }
    if step.plans_next {
        parts.push("plans next".to_owned());
    }
    if step.ballot {
        parts.push("ballot".to_owned());
    }
    parts.extend(step.responses.iter().map(|kind| format!("responds {}", word(&json!(kind)))));
    parts.extend(step.supports.iter().map(|kind| format!("supports {}", word(&json!(kind)))));
    parts.extend(step.chooses.iter().map(|kind| format!("chooses {}", word(&json!(kind)))));
    // Their words have tests of their own, beside the page's matcher. That names are pointed out is no fact
    // of a source.
    let of_source = step.cautions.iter().filter(|one| one.words.nl != ["@name"]);
    parts.extend(of_source.map(|one| format!("caution {}", word(&json!(one.kind)))));
    writeln!(text, "  {}: {}", step.id, parts.join("; ")).unwrap();
}

fn opened(opening: &Opening) -> String {
    let mut text = format!("{} {}", word(&json!(opening.kind)), who(&opening.by));
    if opening.held {
        text.push_str(if opening.counted { " held counted" } else { " held" });
    }
    if let Some(tag) = opening.only {
        write!(text, " only {}", word(&json!(tag))).unwrap();
    }
    if opening.category_required {
        text.push_str(" with category");
    }
    if !opening.asks.is_empty() {
        write!(text, " asks {}", opening.asks.join("+")).unwrap();
    }
    text
}

/// D is deelnemer, G gespreksleider, I inbrenger.
fn who(roles: &[Role]) -> String {
    let letter = |role: &Role| match role {
        Role::Deelnemer => 'D',
        Role::Gespreksleider => 'G',
        Role::Inbrenger => 'I',
        Role::Tijdbewaker => 'T',
        Role::Verslaglegger => 'V',
    };
    roles.iter().map(letter).collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn every_method_points_out_a_name_where_a_case_is_told() {
    for method in Library::built_in().unwrap().iter() {
        let steps = || method.phases.iter().flat_map(|phase| &phase.steps);
        for step in steps().filter(|s| s.opens.iter().any(|o| o.kind == Kind::Introduction)) {
            let points_out = step.cautions.iter().any(|one| {
                one.kind == Kind::Introduction
                    && one.words.nl == ["@name"]
                    && one.words.en == ["@name"]
            });
            assert!(points_out, "{} {}", method.id, step.id);
        }
    }
}

#[test]
fn beeldmateriaal_has_the_eight_steps_of_its_source_and_proposes_all_minutes() {
    holds(
        "beeldmateriaal",
        r#"
terugblik "Terugblik, leervragen en inbrenger kiezen" 15 min proposal, leaves inbrenger
  terugblik: inbrenger speaks; authors named; lookback DGI
  leervragen-opschrijven: inbrenger speaks; authors named; case DG held counted asks text
  leervragen-noemen: inbrenger speaks; authors named; case DG asks text; turns DG 60s may pass
  kiezen: inbrenger speaks; authors named; ballot
introductie "Introductie fragment en leervraag" 5 min proposal, leaves leervraag
  fragment: inbrenger speaks; authors named; introduction I; fragment I
  leervraag: inbrenger speaks; authors named; leervraag I asks text+origin+goal
waarnemen "Waarnemen" 15 min proposal, leaves nothing
  kijken: inbrenger listens; authors named; fragment I
  sterke-kanten: inbrenger listens; authors named; observation DG only strength asks text+tag+moment
  alle-waarnemingen: inbrenger listens; authors named; observation DG asks text+tag+moment
kernthemas "Zoeken naar kernthema's" 10 min proposal, leaves theme
  themas: inbrenger listens; authors named; theme DG; question DG; supports theme; chooses theme
vragen "Vragen stellen" 15 min proposal, leaves question
  vragen: inbrenger answers; authors named; question DG with category; answer I
feedback "Feedback geven" 10 min proposal, leaves feedback
  feedback: inbrenger listens; authors named; feedback DG
conclusie "Conclusie en inzichten" 10 min proposal, leaves insight+action
  samenvatten: inbrenger speaks; authors named; leervraag I; insight I; action I
inzichten "Inzichten voor iedereen" 10 min proposal, leaves insight+evaluation
  eigen-inzichten: inbrenger speaks; authors named; insight DGI
  evaluatie: inbrenger speaks; authors named; evaluation DGI asks why+keep+change
90 minutes; a round starts at terugblik
"#,
    );
}

#[test]
fn zeven_stappen_takes_fifty_minutes_and_mutes_the_inbrenger_in_the_brainstorm_alone() {
    holds(
        "zeven-stappen",
        r#"
inventarisatie "Inventarisatie" 5 min, leaves inbrenger
  opschrijven: inbrenger speaks; authors named; case DG held counted
  rondje: inbrenger speaks; authors named; case DG; turns DG 30s may pass
  kiezen: inbrenger speaks; authors named; ballot
introductie "Introductie van de kwestie" 5 min, leaves leervraag
  vertellen: inbrenger speaks; authors named; introduction I
  leervraag: inbrenger speaks; authors named; leervraag I
verkenning "Verkenning met vragen" 10 min, leaves question
  vragen: inbrenger answers; authors named; question DG; answer I; caution question
kernvraag "De kernvraag bepalen" 5 min, leaves kernvraag
  kern: inbrenger speaks; authors named; kernvraag DGI; supports kernvraag; chooses kernvraag
brainstormronde "Brainstormronde" 10 min, leaves idea
  ideeen: inbrenger muted; authors named; idea DG
actieplan "Actieplan" 10 min, leaves action
  plan: inbrenger speaks; authors named; insight I; action I
afsluiten "Met elkaar afsluiten" 5 min, leaves takeaway
  een-zin: inbrenger speaks; authors named; takeaway DGI; turns DGI 30s may pass
50 minutes; a round starts at inventarisatie
"#,
    );
}

#[test]
fn dialoog_points_out_why_questions_keeps_silence_and_has_suggestions_instead_of_orders() {
    holds(
        "dialoog",
        r#"
afspraken "Afspraken" 10 min proposal, leaves ground_rule
  spelregels: inbrenger speaks; authors named; ground_rule DGI; divides roles; supports ground_rule; chooses ground_rule
situatie "Situatie" 10 min proposal, leaves inbrenger
  vertellen: inbrenger speaks; authors named; introduction I
verhelderen "Verhelderen" 15 min proposal, leaves question
  vragen: inbrenger answers; authors named; question DG; answer I; caution question
stilte "Stilte" 3 min proposal, leaves nothing
  stilte: inbrenger listens; authors named; silent 180s
suggesties "Suggesties" 12 min proposal, leaves idea
  suggesties: inbrenger speaks; authors named; idea DG; caution idea
inzicht "Inzicht" 10 min proposal, leaves insight
  eigen-inzicht: inbrenger speaks; authors named; insight DGI
  samen-weten: inbrenger speaks; authors named; insight DGI; supports insight; chooses insight
60 minutes; a round starts at situatie
"#,
    );
}

#[test]
fn handelingsgericht_takes_thirty_nine_minutes_and_mutes_the_inbrenger_while_needs_are_named() {
    holds(
        "handelingsgericht",
        r#"
vraag-toelichten "Vraag toelichten" 5 min, leaves inbrenger
  toelichten: inbrenger speaks; authors named; introduction I; divides roles; caution introduction
verhelderingsvragen "Verhelderingsvragen" 10 min, leaves question
  vragen: inbrenger answers; authors named; question DG; answer I
doel "Doel formuleren" 2 min, leaves goal
  doel: inbrenger speaks; authors named; goal I; idea DG; caution goal
onderwijsbehoeften "Onderwijsbehoeften" 10 min, leaves need
  behoeften: inbrenger muted; authors named; need DG; caution need; caution need
haalbaar "Wat is haalbaar" 5 min, leaves nothing
  haalbaarheid: inbrenger rates; authors named; support I; responds feasibility
afspraken "Afspraken maken" 5 min, leaves agreement_parents+agreement_pupil+agreement_colleagues
  afspraken: inbrenger speaks; authors named; agreement DGI asks what+who+by_when+evaluation+about
opbrengst "Opbrengst" 2 min, leaves takeaway+evaluation
  opbrengst: inbrenger speaks; authors named; takeaway DGI; evaluation DGI asks worth_it+why
39 minutes; a round starts at vraag-toelichten
"#,
    );
}

#[test]
fn collegiaal_advies_takes_seventy_five_minutes_with_an_optional_phase_of_sharing() {
    holds(
        "collegiaal-advies",
        r#"
kennismaken "Kennismaken en eerste afspraken" 15 min, leaves nothing
  voorstellen: inbrenger speaks; authors named; turns DGI 30s may pass
  casus-opschrijven: inbrenger speaks; authors named; case DG held counted asks text+leervraag+wish
  pitchen: inbrenger speaks; authors named; case DG asks text+leervraag+wish; turns DG 60s may pass
  rollen: inbrenger speaks; authors named; divides roles
keuze-casus "Keuze casus" 5 min, leaves inbrenger
  kiezen: inbrenger speaks; authors named; ballot
verdieping "Verdieping op de casus" 15 min, leaves question+kernvraag
  vertellen: inbrenger speaks; authors named; introduction I
  vragen-opschrijven: inbrenger listens; authors named; question DG held counted
  bevragen: inbrenger answers; authors named; question DG; answer I; caution question
  kern: inbrenger listens; authors named; kernvraag DG; supports kernvraag; chooses kernvraag
advies "Collegiaal advies" 20 min, leaves advice+action
  adviseren: inbrenger listens; authors named; advice DG
  concluderen: inbrenger speaks; authors named; insight I; action I; responds appeal
delen "Delen" 10 min, optional, leaves nothing
  delen: inbrenger listens; authors named; experience DG
evaluatie "Evaluatie en afspraken" 10 min, leaves evaluation+takeaway+agreement
  ervaring: inbrenger speaks; authors named; evaluation DGI asks why+keep+change
  meenemen: inbrenger speaks; authors named; takeaway DGI
  volgende-keer: inbrenger speaks; authors named; agreement DGI; plans next
75 minutes; a round starts at keuze-casus
"#,
    );
}

/// By method: how many questions, for whom, and how many days ahead.
#[test]
fn three_methods_ask_to_prepare_what_their_sources_ask() {
    let library = Library::built_in().unwrap();
    let asked = |id: &str| -> Vec<String> {
        let asked = &library.get(id).unwrap().preparation;
        asked
            .iter()
            .map(|asked| {
                let days = asked.days_ahead.map(|days| format!(" {days} days")).unwrap_or_default();
                let choices = asked.choices.len();
                let choices =
                    if choices > 0 { format!(", {choices} choices") } else { String::new() };
                assert!(!asked.required, "no source requires an answer");
                format!("{} for {}{days}{choices}", asked.id, word(&json!(asked.whom)))
            })
            .collect()
    };
    let blocks = [
        "waarom-nu",
        "zorgen",
        "verklaringen",
        "wat-goed-gaat",
        "ouders",
        "vragen",
        "bereiken",
        "verwachtingen",
    ];
    let blocks = blocks.map(|id| format!("{id} for inbrenger 8 days"));
    assert_eq!(asked("handelingsgericht"), blocks);
    assert_eq!(
        asked("beeldmateriaal"),
        [
            "leervraag for everybody",
            "ontstaan for inbrenger",
            "fragment for inbrenger",
            "doel for inbrenger"
        ]
    );
    assert_eq!(
        asked("collegiaal-advies"),
        ["vraagstuk for everybody", "wens for everybody, 3 choices", "lezen for inbrenger"]
    );
    assert!(asked("zeven-stappen").is_empty() && asked("dialoog").is_empty());
}

#[test]
fn every_method_proposes_four_to_six_agreements() {
    for method in Library::built_in().unwrap().iter() {
        assert!((4..=6).contains(&method.agreements.len()), "{}", method.id);
    }
}

#[test]
fn guidance_is_at_most_two_sentences_in_either_language() {
    for method in Library::built_in().unwrap().iter() {
        for phase in &method.phases {
            let steps = phase.steps.iter().flat_map(|step| &step.guidance);
            for (role, text) in phase.guidance.iter().chain(steps) {
                for text in [&text.nl, &text.en] {
                    let ends = text.split(['.', '!', '?', '…']);
                    let sentences = ends.filter(|part| !part.trim().is_empty()).count();
                    assert!(sentences <= 2, "{} {} {role:?}: {text}", method.id, phase.id);
                }
            }
        }
    }
}

/// The page's first question is what is asked now. The phase's text answers it where there is one step.
#[test]
fn each_of_several_steps_says_what_it_asks_and_a_single_step_leaves_that_to_its_phase() {
    for method in Library::built_in().unwrap().iter() {
        for phase in &method.phases {
            let several = phase.steps.len() > 1;
            for step in &phase.steps {
                let leads = step.guidance.contains_key(&Role::Gespreksleider);
                let speaks = !step.guidance.is_empty();
                assert_eq!((leads, speaks), (several, several), "{} {}", method.id, step.id);
            }
        }
    }
}

/// Whoever has to vote now is not told to write, as in the step before.
#[test]
fn nobody_reads_the_same_in_two_steps_of_a_phase() {
    for method in Library::built_in().unwrap().iter() {
        for phase in &method.phases {
            for role in [Role::Gespreksleider, Role::Deelnemer] {
                let texts = phase.steps.iter().map(|step| {
                    let text = step.guidance.get(&role).or_else(|| phase.guidance.get(&role));
                    text.map(|text| text.nl.as_str())
                });
                let different: BTreeSet<_> = texts.collect();
                assert_eq!(different.len(), phase.steps.len(), "{} {}", method.id, phase.id);
            }
        }
    }
}

#[test]
fn time_and_steps_are_guarded_in_every_phase_of_handelingsgericht() {
    let library = Library::built_in().unwrap();
    for phase in &library.get("handelingsgericht").unwrap().phases {
        assert!(phase.guidance.contains_key(&Role::Tijdbewaker), "{}", phase.id);
    }
}

#[test]
fn whoever_may_write_something_that_takes_words_finds_a_sentence_starter() {
    for method in Library::built_in().unwrap().iter() {
        for phase in &method.phases {
            for opening in phase.steps.iter().flat_map(|step| &step.opens) {
                let kind = opening.kind;
                let found = phase.starters.iter().any(|starter| starter.kind == kind);
                assert!(found, "{} {}: no starter for {}", method.id, phase.id, word(&json!(kind)));
            }
        }
    }
}

#[test]
fn dutch_and_english_are_two_texts_and_never_one_copied() {
    for method in Library::built_in().unwrap().iter() {
        let json = serde_json::to_value(method.as_ref()).unwrap();
        two_texts(&json, &method.id);
    }
}

fn two_texts(json: &Value, id: &str) {
    if let (Some(nl), Some(en)) = (json["nl"].as_str(), json["en"].as_str()) {
        assert_ne!(nl, en, "{id}");
    }
    match json {
        Value::Object(fields) => fields.values().for_each(|inner| two_texts(inner, id)),
        Value::Array(items) => items.iter().for_each(|inner| two_texts(inner, id)),
        _ => {}
    }
}

#[test]
fn the_example_in_the_documentation_is_a_method_in_good_order() {
    let page = std::fs::read_to_string(super::root().join("docs/methods.md")).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let method = kring::methods::parse("methods/kort-rondje.toml", example);
    assert!(method.is_ok(), "{method:#?}");
}
