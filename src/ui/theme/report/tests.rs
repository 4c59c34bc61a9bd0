//! Every shipped theme is held to what it promises; a theme that breaks it is told so.

use super::*;
use crate::ui::theme::Depth;

fn of(text: &str, name: &str) -> Report {
    measure(&Theme::load(text, name).expect("it loads"))
}

#[test]
fn every_shipped_theme_is_without_fault() {
    let mut faults = Vec::new();
    for name in NAMES {
        let report = measure(&Theme::named(name).expect(name));
        faults.extend(report.faults.iter().map(|f| format!("{name}: {}", f.words)));
        assert_eq!(report.contrasts.is_empty(), name == "mono", "{name}");
        assert_eq!(report.tokens, Token::ALL.len());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_console_is_measured_in_its_own_colours() {
    let report = measure(&Theme::named("linux-console").expect("it is there"));
    assert!(report.contrasts.iter().any(|c| !c.full && c.token == "priority.1"), "{report:?}");
    // What 24 bits show is what the console makes of name and bold.
    let full = |c: &&Contrast| c.full && c.token != "header.alarm";
    for seen in report.contrasts.iter().filter(full) {
        let same = |c: &&Contrast| !c.full && c.token == seen.token && c.colours == seen.colours;
        assert!(report.contrasts.iter().any(|c| same(&c)), "{}", seen.words());
    }
    assert!(measure(&Theme::default()).contrasts.iter().all(|c| c.full));
}

#[test]
fn too_little_contrast_is_a_fault_with_both_colours_and_the_figure() {
    let text = "inherits = \"dark\"\n[colors]\ndim = [\"#555555\", \"darkgray\"]\n";
    let report = of(text, "mine");
    let fault = report.faults.iter().find(|f| f.token == "dim").expect("a fault");
    assert_eq!(fault.words, "dim #555555 on ground #10141b: 2.47, and 4.5 are needed");
    assert!(report.weakest().expect("colours").ratio < 2.0);
    // The same is enough for what is no text.
    assert!(!report.faults.iter().any(|f| f.token == "border"));
    assert!(report.contrasts.iter().any(|c| c.token == "border" && c.least.is_none()));
    // A theme that is called high-contrast is held to more.
    let text = "inherits = \"dark\"\n";
    assert!(of(text, "mine").faults.is_empty());
    assert!(of(text, "high-contrast").faults.iter().any(|f| f.words.ends_with("and 7 are needed")));
}

#[test]
fn the_same_look_on_16_colours_is_told_and_is_a_fault_where_nothing_else_tells() {
    let text = "inherits = \"dark\"\n[tokens]\n\"clock.warn\" = { fg = \"body\" }\n\"priority.2\" = { fg = \"yellow\" }\n";
    let report = of(text, "mine");
    let told = |a: &str, b: &str| report.alike.iter().find(|x| x.tokens == [a, b]).map(|x| x.told_by);
    assert_eq!(told("clock.calm", "clock.warn"), Some(None));
    assert_eq!(told("priority.2", "priority.3"), Some(Some("their digit")));
    assert_eq!(told("priority.1", "priority.2"), None);
    let words =
        "clock.calm and clock.warn (default) look the same on 16 colours, and nothing else tells them apart";
    assert_eq!(report.faults, [Fault { token: "clock.calm", words: words.to_owned() }]);
}

#[test]
fn what_is_shipped_keeps_priorities_apart_for_all_eyes_and_is_told_where_not() {
    for name in NAMES {
        for near in measure(&Theme::named(name).expect(name)).nearest {
            let least = if near.among == "priorities" { PRIORITIES_APART } else { OUTCOMES_APART };
            assert!(near.distance >= least, "{name}: {} to {}", near.words(), near.sight);
        }
    }
    let same = "inherits = \"light\"\n[colors]\norange = [\"#8f4300\", \"magenta\"]\nyellow = [\"#665200\", \"blue\"]\n";
    let fault =
        of(same, "light").faults.into_iter().find(|f| f.words.contains("protanopia")).expect("a fault");
    assert_eq!(fault.words, "priority.2 #8f4300 and priority.3 #665200: 1.0 to protanopia, and 4 are needed");
    // One's own may look as one likes.
    assert!(of(same, "mine").faults.is_empty());
}

#[test]
fn only_the_theme_for_it_must_keep_colours_apart_at_a_glance() {
    let dark = measure(&Theme::default());
    assert_eq!(dark.nearest.len(), 8);
    let seen = |sight: &str, among: &str| {
        dark.nearest.iter().find(|n| n.sight == sight && n.among == among).expect("measured").distance
    };
    // Red and green: why the other theme is there.
    assert!(seen("deuteranopia", "outcomes") < seen("usual sight", "outcomes") / 2.0);
    let report = of("inherits = \"dark\"\n", "colour-blind");
    let fault = report.faults.iter().find(|f| f.words.contains("deuteranopia")).expect("a fault");
    assert!(fault.words.contains("and 12 are needed") && fault.words.contains('#'), "{fault:?}");
    for near in measure(&Theme::named("colour-blind").expect("it is there")).nearest {
        assert!(near.distance >= APART, "{near:?}");
    }
}

#[test]
fn a_theme_without_colours_is_measured_too() {
    let report = measure(&Theme::named("mono").expect("it is there").for_depth(Depth::Ansi16));
    assert!(report.weakest().is_none() && report.nearest.is_empty());
    assert!(report.alike.iter().any(|a| a.tokens == ["priority.1", "priority.2"]), "{report:?}");
    assert!(!report.alike.iter().any(|a| a.tokens == ["clock.calm", "clock.warn"]), "{report:?}");
}
