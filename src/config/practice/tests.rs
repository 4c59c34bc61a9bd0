//! How a team works, read from files: what is understood, and the exact words for what is not.

use std::{fs, path::Path};

use super::*;
use crate::{
    config::{Config, Environment, Overrides, file, load, show},
    domain::{Priority, incident::HoldReason, sla::Metric},
};

/// What a configuration file with this text gives, read through all layers.
fn loaded(text: &str) -> Result<Config, String> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("config.toml");
    fs::write(&path, text).expect("written");
    let overrides = Overrides { config: Some(path), ..Overrides::default() };
    let home = dir.path().display().to_string();
    let env = Environment::of(&[("HOME", &home), ("XDG_CONFIG_DIRS", &home), ("USER", "ana")]);
    load(&overrides, &env).map_err(|e| e.to_string().replace(&format!("{home}/"), ""))
}

/// The first lines of all faults, without the file's name.
fn faults(text: &str) -> Vec<String> {
    let Err(said) = loaded(text) else { return vec!["reads".into()] };
    said.lines().filter_map(|l| l.strip_prefix("config.toml:")).map(str::to_owned).collect()
}

/// Every text, what was said of it, and what should have been: all that differ are shown at once.
fn all_as_told(told: Vec<(String, Vec<String>, Vec<String>)>) {
    let wrong: Vec<_> = told.into_iter().filter(|(_, got, want)| got != want).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const ALL: &str = r#"
time_zone = "Europe/Berlin"
[[calendar]]
name = "office"
tz = "Europe/Paris"
weekly = { mon-thu = ["09:00-12:30", ["13:30", "17:30"]], fri = "09:00-12:00", sat = ["22:00-06:00"] }
holidays = ["2026-12-25", 2026-05-01, { from = "2026-08-10", to = "2026-08-14" }, { recurring = ["12-24", "01-02"] }]
breaks = [{ date = "2026-11-26", from = "12:30", to = "24:00" }]
[[calendar]]
name = "always there"
always = true
[[calendar]]
name = "both"
union = ["Office", "24x7"]
[[sla]]
name = "P1 resolve"
metric = "resolution"
query = "p:1 -service:lab"
target = "4h"
warn = [90, 50, 50]
warn_before = ["15m", "1h"]
calendar = "Office"
on_priority_change = "keep"
on_reopen = "reset"
[[sla]]
name = "P3 response"
metric = "response"
query = "p:3"
target = "3bd"
calendar = "both"
[[sla]]
name = "vendor"
metric = "uc"
query = "label.vendor:*"
target_s = 0
pause_on = ["awaiting-change"]
[priority]
cells = [[1, 2], [2, 3], [3, 5]]
impacts = ["all", "some", "one"]
[[category]]
name = "database"
sub = ["replication", "slow query"]
[[category]]
name = "network"
[closing]
auto_close = "7d"
calendar = "office"
codes = ["fixed"]
[[person]]
id = "mira"
name = "Mira \"M\" Example"
email = "mira@example.com"
time_zone = "Asia/Kolkata"
vip = true
[[service]]
id = "checkout"
depends_on = ["db-core"]
runbooks = ["https://wiki.example/checkout"]
criticality = 2
[[service]]
id = "db-core"
category = "Database/Slow Query"
"#;

#[test]
fn everything_is_understood() {
    let config = loaded(ALL).unwrap_or_else(|e| panic!("{e}"));
    let practice = &config.practice;
    let policies = practice.book.policies();
    let first = &policies[0];
    assert_eq!(
        (first.metric, first.target, first.pausable),
        (Metric::Resolution, Target::Seconds(14_400), true)
    );
    assert_eq!((first.warn.as_slice(), first.warn_before_s.as_slice()), (&[50, 90][..], &[3_600, 900][..]));
    assert_eq!(
        first.pause_on,
        [HoldReason::AwaitingReporter, HoldReason::AwaitingVendor, HoldReason::Scheduled],
        "the usual ones"
    );
    assert_eq!(first.calendar_name, crate::text::SafeText::clean("Office", crate::text::Kind::Label));
    let open = |t: &str| first.calendar.is_open(crate::domain::Time::parse(t).expect("a time"));
    assert!(open("2026-11-23T08:00:00Z") && !open("2026-11-23T07:59:59Z"), "09:00 in Paris");
    assert!(open("2026-11-28T22:00:00Z") && !open("2026-12-26T09:00:00Z"), "over midnight; a holiday");
    assert!(open("2026-11-26T11:00:00Z") && !open("2026-11-26T14:00:00Z"), "a break");
    assert!(policies[1].calendar.is_always());
    let second = &policies[1];
    assert_eq!((second.target, second.pausable, second.warn.len()), (Target::BusinessDays(3), false, 3));
    let third = &policies[2];
    assert_eq!(
        (third.target, third.pause_on.as_slice()),
        (Target::Seconds(0), &[HoldReason::AwaitingChange][..])
    );
    let cell = |i, u| practice.matrix.priority(i, u).map(Priority::level);
    assert_eq!((cell(1, 1), cell(3, 2), cell(3, 3)), (Some(1), Some(5), None));
    assert_eq!(practice.categories.tree.len(), 2);
    assert_eq!(practice.auto_close.as_ref().map(|(t, _)| *t), Some(Target::Seconds(7 * 86_400)));
    assert_eq!((practice.codes.len(), practice.calendars.len()), (1, 3));
    assert_eq!((config.directory.people.len(), config.directory.services.len()), (1, 2));
    assert!(config.directory.people[0].vip);
}

#[test]
fn without_configuration_the_usual_holds() {
    let config = loaded("").expect("reads");
    assert_eq!(config.practice.auto_close.as_ref().map(|(t, _)| *t), Some(Target::BusinessDays(5)));
    assert!(!config.practice.book.policies().is_empty());
    let off = loaded("[closing]\nauto_close = \"off\"").expect("reads");
    assert_eq!(off.practice.auto_close, None);
    for (preset, cell) in [("itil", (3, 3, 5)), ("itop", (1, 4, 4)), ("glpi", (5, 5, 5))] {
        let config = loaded(&format!("[priority]\nmatrix = \"{preset}\"")).expect("reads");
        let (i, u, want) = cell;
        assert_eq!(config.practice.matrix.priority(i, u).map(Priority::level), Some(want), "{preset}");
        assert_eq!(config.practice.matrix.priority(1, 1).map(Priority::level), Some(1), "{preset}");
    }
}

#[test]
fn what_is_shown_reads_back() {
    let once = loaded(ALL).unwrap_or_else(|e| panic!("{e}"));
    let shown = show(&once);
    let again = loaded(&shown).unwrap_or_else(|e| panic!("{e}\n{shown}"));
    assert_eq!((again.practice, again.directory), (once.practice, once.directory), "{shown}");
    assert!(shown.contains("recurring = [\"12-24\", \"01-02\"]") && shown.contains("# "), "{shown}");
}

#[test]
fn faults_of_calendars() {
    let office = |more: &str| format!("[[calendar]]\nname = \"office\"\ntz = \"UTC\"\n{more}");
    let day = "weekly = { mon = [\"09:00-17:00\"] }\n";
    let mut told = Vec::new();
    for (text, want) in [
        (
            office(""),
            "1:1: this calendar is never open; write weekly = { mon = [\"09:00-17:00\"], … }, always = true or union = [\"a\", \"b\"]",
        ),
        (
            office("weekly = { mon = [\"09:00-25:00\"] }"),
            "4:19: `25:00` is no time of day; write 00:00 to 24:00, hours and minutes in two digits",
        ),
        (
            office("weekly = { mon = [[\"09:00\", \"24:30\"]] }"),
            "4:29: `24:30` is no time of day; write 00:00 to 24:00, hours and minutes in two digits",
        ),
        (
            office("weekly = { mon = [\"09:00\"] }"),
            "4:19: this is no window; write a window like \"09:00-17:00\" or [\"09:00\", \"17:00\"], from 00:00 to 24:00",
        ),
        (office("weekly = { monday = [] }"), "4:12: `monday` is no day; did you mean `mon`?"),
        (
            office("weekly = { mon-fri = \"09:00-17:00\", tue = \"09:00-12:00\" }"),
            "4:37: tue is in `mon-fri` already; write each day once",
        ),
        (
            office("union = []"),
            "4:9: this union is empty; name the calendars it is made of: union = [\"paris\", \"tokyo\"]",
        ),
        (
            office("always = true\nunion = [\"x\"]"),
            "5:1: this calendar has `always` and `union`; one of them says when it is open",
        ),
        (
            office("always = true\nholidays = [\"2026-12-25\"]"),
            "5:1: `holidays` belong to `weekly`, and this calendar has `always`",
        ),
        (
            office(&format!("{day}holidays = [\"2026-02-30\"]")),
            "5:13: this is no date; write it like \"2026-12-25\"",
        ),
        (
            office(&format!("{day}holidays = [{{ from = \"2026-02-03\", to = \"2026-02-01\" }}]")),
            "5:41: these days end before they begin",
        ),
        (
            office(&format!("{day}holidays = [{{ recurring = [\"13-01\", \"01-02\"] }}]")),
            "5:27: these are no days of a year; write the first and the last day as MM-DD: [\"12-24\", \"01-02\"]",
        ),
        (
            office(&format!("{day}holidays = [{{ form = \"2026-02-03\" }}]")),
            "5:15: unknown key `form`; did you mean `from`?",
        ),
        (
            office(&format!("{day}breaks = [{{ date = \"2026-02-03\", from = \"12:00\" }}]")),
            "5:11: this break has no `to`; write it like { date = \"2026-12-24\", from = \"12:00\", to = \"24:00\" }",
        ),
        (
            office(&format!("{day}breaks = [{{ date = \"2026-02-03\", from = \"12:00\", to = \"11:00\" }}]")),
            "5:55: this break ends before it begins; a break lies within one day",
        ),
        (
            office(day).replace("tz = \"UTC\"\n", ""),
            "1:1: this calendar has no `tz`; write the zone of its hours, such as tz = \"Europe/Paris\"",
        ),
        (
            office(day).replace("UTC", "Europe/Pari"),
            "3:6: unknown time zone `Europe/Pari`; did you mean `Europe/Paris`?",
        ),
        (
            office(day) + &office(day).replace("office", "Office"),
            "6:8: there are two calendars named `Office`; the first is in line 2",
        ),
        (
            office(day).replace("office", "24x7"),
            "2:8: `24x7` is open around the clock; give this calendar another name",
        ),
        (
            office("weekly = { mon = [\"09:00-09:00\"] }"),
            "2:8: the calendar `office` is refused: there is no working time in it: give it `weekly` windows that open, or `always = true`",
        ),
        (office("union = [\"offise\"]"), "4:10: there is no calendar `offise`; did you mean `office`?"),
        (
            office("union = [\"office\"]"),
            "2:8: the union `office` contains itself; a union is made of other calendars",
        ),
    ] {
        told.push((text.clone(), faults(&text), vec![want.to_owned()]));
    }
    all_as_told(told);
}

#[test]
fn faults_of_promises() {
    let sla = |more: &str| format!("[[sla]]\nname = \"a\"\nmetric = \"resolution\"\nquery = \"p:1\"\n{more}");
    let mut told = Vec::new();
    for (text, want) in [
        (
            sla(""),
            "1:1: this sla has no `target`; write target = \"4h\", target = \"3bd\" or target_s = 14400",
        ),
        (
            sla("target = \"4x\""),
            "5:10: this is not a length of time; write it like \"4h\", \"1h30m\" or, in business days, \"3bd\"",
        ),
        (
            sla("target = \"0bd\""),
            "5:10: business days are a number from 1 to 1000; write it like \"4h\", \"1h30m\" or, in business days, \"3bd\"",
        ),
        (
            sla("target = \"3bd\""),
            "5:1: a target in business days needs a `calendar`; name a calendar: it says which days are business days",
        ),
        (
            sla("target = \"4h\"\ntarget_s = 1"),
            "6:1: this sla has `target` and `target_s`; leave one of them out",
        ),
        (sla("target_s = -1"), "5:12: `target_s` must be between 0 and 315360000"),
        (
            sla("target = \"4h\"").replace("resolution", "resolutoin"),
            "3:10: `resolutoin` is no `metric`; did you mean `resolution`?",
        ),
        (sla("target = \"4h\"\nwarn = [50, 0]"), "6:13: `warn` must be between 1 and 1000"),
        (
            sla("target = \"4h\"\nwarn_before = [\"4h\"]"),
            "6:16: this is as long as the target or longer: it would warn at once",
        ),
        (
            sla("target = \"4h\"\npause_on = [\"vendor\"]"),
            "6:13: `vendor` is no reason to hold; write any of: awaiting_reporter, awaiting_vendor, awaiting_change, awaiting_problem, awaiting_evidence, awaiting_parent, scheduled, other, silenced, inhibited, muted",
        ),
        (
            sla("target = \"4h\"\npause_on = [\"other\"]\npausable = false"),
            "6:12: `pause_on` says what pauses it, and `pausable` that nothing does; leave one of them out",
        ),
        (
            sla("target = \"4h\"\ncalendar = \"ofice\"\n[[calendar]]\nname = \"office\"\nalways = true"),
            "6:12: there is no calendar `ofice`; did you mean `office`?",
        ),
        (
            sla("target = \"4h\"").replace("p:1", "p:1 clock<15m"),
            "4:14: an sla cannot ask for this: its answer changes with the time alone; ask for what the incident is: p:1, service:checkout, label.region:eu",
        ),
        (
            sla("target = \"4h\"").replace("p:1", "owner:me"),
            "4:16: an sla cannot ask for this: every one who looks is another `me`; ask for what the incident is: p:1, service:checkout, label.region:eu",
        ),
        (
            sla("target = \"4h\"").replace("p:1", "p:1 serivce:x"),
            "4:14: unknown field `serivce`; did you mean `service`?",
        ),
        (
            sla("target = \"4h\"").replace("p:1", "source:am"),
            "4:17: sla `a` asks for the source `am`, and there is none of that name",
        ),
        (
            sla("target = \"4h\"\n") + &sla("target = \"4h\""),
            "7:8: there are two slas named `a`; the first is in line 2",
        ),
    ] {
        told.push((text.clone(), faults(&text), vec![want.to_owned()]));
    }
    all_as_told(told);
}

#[test]
fn faults_of_matrix_categories_closing_people_and_services() {
    let mut told = Vec::new();
    for (text, want) in [
        (
            "[priority]\nmatrix = \"itl\"",
            "2:10: there is no matrix `itl`; did you mean `itil`? or your own cells = [[1, 2, 3], …]",
        ),
        (
            "[priority]\ncells = [[1, 2], [3]]",
            "2:18: this row has 1 cells, and the first 2; every impact and every urgency need a priority",
        ),
        ("[priority]\ncells = [[1, 9]]", "2:14: `cells` must be between 1 and 5"),
        (
            "[priority]\nimpacts = [\"all\"]",
            "2:11: `impacts` has 1 names, and the matrix 3 levels; the highest comes first",
        ),
        (
            "[[category]]\nname = \"a/b\"",
            "2:8: a category's name has no `/`; what stands below it goes into `sub`",
        ),
        ("[[category]]\nname = \"a\"\nsub = [\"x\", \"X\"]", "3:7: `X` is in it twice"),
        (
            "[[category]]\nname = \"a\"\n[[category]]\nname = \"A\"",
            "4:8: there are two categories named `A`; the first is in line 2",
        ),
        (
            "[closing]\nauto_close = \"soon\"",
            "2:14: this is not a length of time; write it like \"5bd\", \"7d\" or \"off\"",
        ),
        ("[closing]\ncalendar = \"offce\"", "2:12: there is no calendar `offce`; there is: 24x7"),
        ("[[person]]\nid = \"ana lima\"", "2:6: an id is 1 to 64 letters, digits, `.`, `_` or `-`"),
        ("[[person]]\nid = \"a\"\nemail = \"nope\"", "3:9: this is no mail address"),
        (
            "[[person]]\nid = \"a\"\n[[person]]\nid = \"a\"",
            "4:6: there are two people named `a`; the first is in line 2",
        ),
        ("[[service]]\nid = \"a\"\ndepends_on = [\"b\"]", "3:15: there is no service `b`; there is: a"),
        ("[[service]]\nid = \"a\"\ndepends_on = [\"a\"]", "3:15: a service does not depend on itself"),
        (
            "[[service]]\nid = \"a\"\ncategory = \"databse\"",
            "3:12: there is no category `databse`; did you mean `database`?",
        ),
        ("[[service]]\nid = \"a\"\ncriticality = 5", "3:15: `criticality` must be between 1 and 4"),
        (
            "[[service]]\nid = \"a\"\nrunbooks = [\"ftp://x\"]",
            "3:12: `ftp://x` is not an http or https address",
        ),
    ] {
        told.push((text.to_owned(), faults(text), vec![want.to_owned()]));
    }
    all_as_told(told);
}

/// What a file of people gives, with the lines of all faults.
fn people(csv: &str) -> Result<Vec<crate::domain::directory::Person>, Vec<String>> {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("people.csv"), csv).expect("written");
    let read = file::read(&dir.path().join("config.toml"), "people = \"people.csv\"", None);
    let home = format!("{}/", dir.path().display());
    match read {
        Ok(layer) => Ok(layer.practice.people.into_iter().map(|p| p.item.0).collect()),
        Err(faults) => Err(faults
            .iter()
            .map(|f| f.to_string().replace(&home, "").lines().next().unwrap_or_default().to_owned())
            .collect()),
    }
}

#[test]
fn people_come_from_a_table() {
    let found = people(
        "\u{feff}vip,Name,ID,email,phone,team,time_zone\r\nyes,\"Lima, Ana\",ana,ana@example.com,+33 1,pay,Europe/Paris\r\n,,b,,,,\r\n",
    )
    .expect("reads");
    assert_eq!((found.len(), found[0].vip, found[1].vip, found[1].name.is_none()), (2, true, false, true));
    assert!(found[0].name.as_ref().is_some_and(|n| n.eq_folded("lima, ana")));
    for (csv, want) in [
        (
            "",
            vec![
                "people.csv: this file is empty; its first line names the columns: id,name,email,phone,team,time_zone,vip",
            ],
        ),
        ("id,nmae\n", vec!["people.csv:1:4: unknown column `nmae`; did you mean `name`?"]),
        (
            "name\nx\n",
            vec![
                "people.csv:1:1: there is no column `id`; its first line names the columns: id,name,email,phone,team,time_zone,vip",
            ],
        ),
        (
            "id,email\na,x\nb b,b@h\n",
            vec![
                "people.csv:2:3: this is no mail address",
                "people.csv:3:1: an id is 1 to 64 letters, digits, `.`, `_` or `-`",
            ],
        ),
        ("id,name\na\n", vec!["people.csv:2:1: this line has 1 cells, and the first 2"]),
        ("id,name\na,\"x\ny\n", vec!["people.csv:2:3: this quote is not closed"]),
        (
            "id\na\nb\na\n",
            vec!["people.csv:4:1: there are two people with the id `a`; the first is in line 2"],
        ),
        ("id,vip\na,maybe\n", vec!["people.csv:2:3: `vip` must be yes or no"]),
        (
            "id,time_zone\na,Berlin\n",
            vec!["people.csv:2:3: unknown time zone `Berlin`; did you mean `Europe/Berlin`?"],
        ),
    ] {
        assert_eq!(people(csv), Err(want.into_iter().map(str::to_owned).collect()), "{csv:?}");
    }
    let many: String = "id,email\n".to_owned() + &"a,x\n".repeat(30);
    let faults = people(&many).expect_err("thirty faults");
    assert_eq!((faults.len(), faults[20].as_str()), (21, "people.csv:32:1: and 10 more faults like these"));
    assert!(faults[19].starts_with("people.csv:21:"), "{faults:?}");
}

#[test]
fn a_missing_file_of_people_is_told_where_it_is_named() {
    let said = faults("people = \"nobody.csv\"");
    assert!(said[0].starts_with("1:10: the file ") && said[0].contains("cannot be read"), "{said:?}");
    let both = "people = \"people.csv\"\n[[person]]\nid = \"ana\"\nname = \"From here\"";
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("people.csv"), "id,name\nana,From there\n").expect("written");
    let layer = file::read(&Path::new(dir.path()).join("config.toml"), both, None).expect("reads");
    let name = layer.practice.people[0].item.0.name.clone().expect("a name");
    assert!(layer.practice.people.len() == 1 && name.eq_folded("from here"), "the table wins");
}
