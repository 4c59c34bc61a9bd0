//! What a shift types, as it is typed: moving, marking, triage, order, groups, repeat, undo, each seen on the screen and
//! in the server's own records.

use serde_json::{Value, json};

use super::{SSH, walk::floor};
use crate::support::{
    client::Client,
    process::until,
    pty::Screen,
    states::{get, kinds, open_with},
};

/// Opens as many incidents as there are services here; their numbers.
fn opened(api: &mut Client, services: &[&str]) -> Vec<u64> {
    let one = |(nth, service): (usize, &&str)| {
        open_with(api, json!({"title": format!("fault {nth:02} is seen"), "service": service}))
    };
    services.iter().enumerate().map(one).collect()
}

/// The rows of the board that show an incident, top to bottom: the line, and the number at its end.
fn rows(text: &str) -> Vec<(&str, u64)> {
    text.lines()
        .filter(|line| line.contains(" is seen"))
        .filter_map(|line| Some((line, line.split_whitespace().last()?.parse().ok()?)))
        .collect()
}

fn numbers(text: &str) -> Vec<u64> {
    rows(text).into_iter().map(|(_, number)| number).collect()
}

fn state(api: &mut Client, number: u64) -> String {
    get(api, number)["state"].as_str().expect("a state").to_owned()
}

/// Waits until exactly these are acknowledged, each of them once.
fn only_acked(api: &mut Client, all: &[u64], acked: &[u64]) {
    until("all acknowledgements arrive", || acked.iter().all(|n| state(api, *n) == "acknowledged"));
    for number in all {
        let acks = kinds(api, *number).iter().filter(|kind| *kind == "ack").count();
        assert_eq!(acks, usize::from(acked.contains(number)), "{number}: {:?}", kinds(api, *number));
    }
}

/// Waits until a board of so many rows is painted, and returns their numbers from top to bottom.
fn board(screen: &Screen, count: usize) -> Vec<u64> {
    numbers(&screen.wait(&format!("{count} rows"), |text| numbers(text).len() == count))
}

#[test]
fn counts_move_marks_hold_and_one_verb_acts_on_both() {
    let (server, home) = floor();
    let mut api = server.client();
    let all = opened(&mut api, &["db"; 12]);
    let screen = home.screen(SSH);
    let order = board(&screen, 12);
    // In one burst, as somebody types who knows the keys.
    screen.keys("gg5j 3j a");
    let (one, other) = (order[5], order[9]);
    screen.wait("two rows are acknowledged, and no mark is left", |text| {
        let rows = rows(text);
        let acked = |n: u64| rows.iter().any(|(line, number)| *number == n && line.contains(" ACK"));
        let others = rows.iter().filter(|(line, _)| line.contains(" NEW")).count();
        acked(one) && acked(other) && others == 10 && !rows.iter().any(|(line, _)| line.contains('*'))
    });
    screen.wait_for("ack 2 done");
    only_acked(&mut api, &all, &[one, other]);
}

#[test]
fn a_count_before_a_verb_does_nothing_and_says_so() {
    let (server, home) = floor();
    let mut api = server.client();
    let all = opened(&mut api, &["db"; 3]);
    let screen = home.screen(SSH);
    board(&screen, 3);
    screen.keys("3a");
    screen.wait("why not", |text| text.contains("count"));
    only_acked(&mut api, &all, &[]);
}

#[test]
fn triage_empties_the_view_one_key_a_decision() {
    let (server, home) = floor();
    let mut api = server.client();
    let all = opened(&mut api, &["db"; 5]);
    let screen = home.screen(SSH);
    let order = board(&screen, 5);
    screen.keys("t");
    // Each is waited for: what is typed ahead of the picture is meant for the one before, and is dropped.
    let shown = |nth: usize| {
        screen.wait(&format!("{nth} of 5"), |text| {
            text.contains(&format!("triage {nth}/5")) && text.contains("since ")
        })
    };
    let decide = |nth: usize, key: &str| {
        shown(nth);
        let next = format!("triage {}/5", nth + 1);
        until("the decision is taken", || {
            if screen.text().contains(&format!("triage {nth}/5")) && !screen.text().contains("gone through") {
                screen.keys(key);
                let _ = waited(&screen, |t| t.contains(&next) || t.contains("gone through"));
            }
            screen.text().contains(&next) || screen.text().contains("gone through")
        });
    };
    decide(1, "a");
    decide(2, "j");
    decide(3, "a");
    decide(4, "a");
    decide(5, "j");
    let summary = screen.wait_for("5 of 5 gone through");
    for words in ["3     acknowledged", "2     skipped", "unacknowledged still: 2"] {
        assert!(summary.contains(words), "{words}:\n{summary}");
    }
    only_acked(&mut api, &all, &[order[0], order[2], order[3]]);
    screen.keys("\r");
    screen.wait("the board again", |text| {
        rows(text).iter().filter(|(line, _)| line.contains(" ACK")).count() == 3 && text.contains("2 new")
    });
}

/// Whether it shows within a second; a key that was dropped is pressed again.
fn waited(screen: &Screen, found: impl Fn(&str) -> bool) -> bool {
    let began = std::time::Instant::now();
    while began.elapsed() < std::time::Duration::from_secs(1) {
        if found(&screen.text()) {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    false
}

#[test]
fn order_groups_and_folds_change_no_record_and_a_heads_verb_acts_on_its_rows_only() {
    let (server, home) = floor();
    let mut api = server.client();
    let services = ["web", "auth", "web", "db", "auth", "web", "db"];
    let all = opened(&mut api, &services);
    let screen = home.screen(SSH);
    board(&screen, 7);
    // By number, then turned round.
    screen.keys("Si");
    let up = numbers(&screen.wait("one order by number", |t| {
        numbers(t).is_sorted_by(|a, b| a != b) && {
            let n = numbers(t);
            n.len() == 7 && (n.is_sorted() || n.iter().rev().is_sorted())
        }
    }));
    screen.keys("Si");
    let turned: Vec<u64> = up.iter().rev().copied().collect();
    screen.wait("turned round", |text| numbers(text) == turned);
    // Under heads; the head under the cursor, folded, keeps its rows' verbs.
    screen.keys("bs");
    let text =
        screen.wait("heads", |t| ["auth", "db", "web"].iter().all(|s| heads(t).contains(&(*s).to_owned())));
    let first = heads(&text)[0].clone();
    let members: Vec<u64> =
        all.iter().zip(services).filter(|(_, s)| *s == first).map(|(number, _)| *number).collect();
    screen.keys("gg\x1b[D");
    screen.wait("its rows are folded away", |t| {
        let shown = numbers(t);
        shown.len() == all.len() - members.len() && members.iter().all(|n| !shown.contains(n))
    });
    only_acked(&mut api, &all, &[]);
    screen.keys("a");
    screen.wait_for(&format!("ack {} done", members.len()));
    only_acked(&mut api, &all, &members);
    screen.keys("\x1b[C");
    screen.wait("unfolded, acknowledged", |t| {
        let rows = rows(t);
        rows.len() == all.len() && rows.iter().all(|(line, n)| line.contains(" ACK") == members.contains(n))
    });
}

/// The names on heads of groups, top to bottom.
fn heads(text: &str) -> Vec<String> {
    let is_head = |line: &&str| line.contains('▾') || line.contains('▸');
    let name = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.iter().find(|w| ["auth", "db", "web"].contains(w)).map(|w| (*w).to_owned())
    };
    text.lines().filter(is_head).filter_map(name).collect()
}

#[test]
fn a_note_is_repeated_and_an_assignment_is_taken_back() {
    let (server, home) = floor();
    let mut api = server.client();
    opened(&mut api, &["db"; 4]);
    let screen = home.screen(SSH);
    let order = board(&screen, 4);
    let notes = |api: &mut Client, number: u64| kinds(api, number).iter().filter(|k| *k == "note").count();
    screen.keys("ggnthe vendor is called\r");
    until("the note", || notes(&mut api, order[0]) == 1);
    // The same words, to two others at once.
    screen.keys("j  ");
    screen.wait("two marks", |text| rows(text).iter().filter(|(line, _)| line.contains('*')).count() == 2);
    screen.keys(".");
    // What was written is shown again before it goes out a second time, or goes at once.
    until("it is repeated", || notes(&mut api, order[1]) == 1 && notes(&mut api, order[2]) == 1);
    assert_eq!((notes(&mut api, order[0]), notes(&mut api, order[3])), (1, 0));

    // Until what was asked is confirmed the marks stand, and a verb would mean them.
    screen.wait("no marks", |text| rows(text).iter().all(|(line, _)| !line.contains('*')));
    screen.keys("gg");
    screen.keys("s\r");
    until("mine", || {
        get(&mut api, order[0])["owner"]["name"] == "ana" || get(&mut api, order[0])["owner"] == "ana"
    });
    screen.wait("what u takes back", |text| text.contains(&format!("undo assign {}", order[0])));
    screen.keys("u");
    until("nobody's again", || get(&mut api, order[0])["owner"] == Value::Null);
}

#[test]
fn an_acknowledgement_is_taken_back_only_after_a_question() {
    let (server, home) = floor();
    let mut api = server.client();
    let all = opened(&mut api, &["db"; 2]);
    let screen = home.screen(SSH);
    let order = board(&screen, 2);
    screen.keys("gga");
    screen.wait_for(&format!("undo ack {}", order[0]));
    only_acked(&mut api, &all, &order[..1]);
    screen.keys("u");
    screen.wait_for("notifies again");
    // Typed ahead of what could be read, and an Enter: neither confirms.
    screen.keys("\r");
    assert_eq!(state(&mut api, order[0]), "acknowledged");
    until("it is taken back", || {
        screen.keys("y");
        state(&mut api, order[0]) == "new"
    });
    screen.wait("on the screen too", |t| rows(t).iter().all(|(line, _)| line.contains(" NEW")));
}
