//! Incidents walked through the table of transitions by keys alone, against a real server: each state is on the
//! screen and in the record, and what has ended refuses the rest.

use super::{Home, SSH};
use crate::support::{
    client::{At, Client},
    process::{Server, until},
    pty::Screen,
    states::{get, kinds, open},
};

/// What somebody reported, in the words that the tests' incidents have.
const TITLE: &str = "checkout is slow";

/// A person at the screen of one incident.
struct Walk {
    screen: Screen,
    api: Client,
    number: u64,
}

impl Walk {
    /// Opens the screen on a new incident of this server.
    fn new(home: &Home, server: &Server) -> Self {
        let mut api = server.client();
        let number = open(&mut api);
        let screen = Screen::start(home.path(), &[&format!("INC-{number:06}")], SSH, &[]);
        let mut walk = Self { screen, api, number };
        walk.shows("T01", "NEW", "new");
        walk
    }

    /// The title shows this state, and the server has it.
    fn shows(&mut self, row: &str, short: &str, state: &str) {
        let word = format!(" {short} ");
        self.screen.wait(&format!("{row}: {short}"), |text| {
            text.lines().any(|line| line.contains(&word) && line.contains(TITLE))
        });
        until(&format!("{row}: {state}"), || get(&mut self.api, self.number)["state"] == state);
    }

    /// Chooses from a menu, once it is open.
    fn choose(&self, key: &str, title: &str, letter: &str) {
        self.screen.keys(key);
        self.screen.wait_for(title);
        self.screen.keys(letter);
    }

    /// Writes words into the form that is open, and sends them.
    fn write(&self, words: &str) {
        self.screen.keys(words);
        self.screen.wait_for(words);
        self.screen.keys("\r");
    }

    /// Answers a strip, once it can be answered: its keys then look as that of Esc does.
    fn answer(&self, key: char) {
        self.screen.wait_screen("a strip that takes its keys", |screen| {
            let cols = screen.size().1;
            screen.rows(0, cols.get()).enumerate().any(|(row, text)| {
                let Some((before, _)) = text.split_once("Esc leave it") else { return false };
                let look = |col: usize| {
                    let cell = screen.cell(row as u16, col as u16)?;
                    Some((cell.contents().to_owned(), cell.fgcolor(), cell.bold()))
                };
                let at = before.chars().position(|c| c == key).and_then(look);
                let esc = look(before.chars().count());
                at.zip(esc).is_some_and(|(at, esc)| (at.1, at.2) == (esc.1, esc.2))
            })
        });
        self.screen.keys(&key.to_string());
        self.screen.wait_gone("Esc leave it");
    }
}

/// A server, and a home that watches it.
pub(super) fn floor() -> (Server, Home) {
    let server = Server::unix();
    let home = home_of(&server);
    (server, home)
}

fn home_of(server: &Server) -> Home {
    let At::Unix(path) = server.at() else { panic!("a socket") };
    let home = Home::new();
    let source = format!("name = \"desk\"\nkind = \"native\"\nurl = \"unix:{}\"\n", path.display());
    home.config(&format!("me = \"ana\"\n[[source]]\n{source}"));
    home
}

#[test]
fn an_incident_walks_the_table_by_keys() {
    let (server, home) = floor();
    let mut walk = Walk::new(&home, &server);
    walk.screen.keys("a");
    walk.shows("T02", "ACK", "acknowledged");
    walk.screen.keys("A");
    walk.answer('u');
    walk.shows("T04", "NEW", "new");
    walk.choose("f", "start working", "s");
    walk.shows("T03", "WORK", "in_progress");
    // What its state does not allow is said while the menu is open, and nothing goes out.
    walk.choose("f", "the impact is gone", "o");
    walk.screen.wait_for("is in progress, so reopen is not possible");
    walk.screen.keys("\x1b");
    walk.screen.wait_gone("the impact is gone");
    walk.screen.keys("A");
    walk.screen.wait_for("is in progress, so unack is not possible");
    walk.screen.keys("\x1b");
    walk.screen.wait_gone("Esc leave it");
    walk.choose("h", "clocks stop", "v");
    walk.shows("T05", "HOLD", "on_hold");
    walk.screen.keys("h");
    walk.shows("T06", "WORK", "in_progress");
    walk.choose("f", "the impact is gone", "g");
    walk.write("slow at peak");
    walk.shows("T07", "MITG", "mitigated");
    walk.choose("f", "the impact is back", "b");
    walk.write("errors again");
    walk.shows("T08", "WORK", "in_progress");
    walk.choose("r", "workaround", "f");
    walk.write("pool restarted");
    walk.shows("T09", "DONE", "resolved");
    walk.choose("f", "reopen", "o");
    walk.write("not fixed");
    walk.shows("T10", "WORK", "in_progress");
    walk.choose("r", "workaround", "f");
    walk.write("pool enlarged");
    walk.shows("T09 again", "DONE", "resolved");
    walk.screen.keys("x");
    walk.answer('y');
    walk.shows("T11", "CLSD", "closed");

    // T14: what is closed refuses, says why, and takes a note still.
    let past = kinds(&mut walk.api, walk.number).len();
    walk.screen.keys("a");
    walk.screen.wait_for("is closed, so ack is not possible");
    walk.screen.keys("f");
    walk.screen.wait_for("nothing is possible here: it is closed");
    assert_eq!(kinds(&mut walk.api, walk.number).len(), past);
    walk.screen.keys("n");
    walk.write("the vendor has a fix");
    until("the note", || kinds(&mut walk.api, walk.number).len() == past + 1);
    assert_eq!(get(&mut walk.api, walk.number)["state"], "closed");
}

#[test]
fn what_was_cancelled_or_merged_comes_back_by_key() {
    let (server, home) = floor();
    let mut walk = Walk::new(&home, &server);
    walk.choose("X", "false alarm", "f");
    walk.answer('y');
    walk.shows("T12", "CANC", "cancelled");
    walk.choose("f", "take it back", "u");
    walk.shows("back", "NEW", "new");
    let other = open(&mut walk.api);
    walk.screen.wait_for("2 open");
    walk.screen.keys("m");
    walk.screen.keys(&other.to_string());
    let offered = format!(" {other} P3 NEW ");
    walk.screen.wait("the other one is offered", |text| {
        text.lines().any(|line| line.contains(&offered) && line.contains(TITLE))
    });
    walk.screen.keys("\r");
    walk.answer('y');
    walk.shows("T13", "MERG", "merged");
    walk.choose("f", "take it back", "u");
    walk.shows("back", "NEW", "new");
}

#[test]
fn why_a_clock_was_missed_is_asked_once_and_kept() {
    // An answer within a second is promised: nobody keeps that.
    let server = Server::configured(
        "[[sla]]\nname = \"quick answer\"\nmetric = \"response\"\nquery = \"p<=5\"\ntarget_s = 1\n",
    );
    let home = home_of(&server);
    let mut walk = Walk::new(&home, &server);
    until("it is missed, and the menu asks why", || {
        walk.screen.keys("f");
        walk.screen.wait_for("start working");
        if walk.screen.text().contains("why was it missed") {
            return true;
        }
        walk.screen.keys("\x1b");
        walk.screen.wait_gone("start working");
        false
    });
    walk.screen.keys("1");
    walk.screen.wait_for("why was quick answer missed");
    walk.write("two storms, one on shift");
    until("the reason is kept", || kinds(&mut walk.api, walk.number).contains(&"excuse".to_owned()));
    let excuse = &get(&mut walk.api, walk.number)["record"]["excuses"][0];
    assert_eq!(
        (&excuse["clock"], &excuse["reason"]),
        (&"quick answer".into(), &"two storms, one on shift".into())
    );
    assert_eq!(excuse["by"], "ana");
    walk.screen.wait("it stands in the overview", |t| t.contains("excuse") && t.contains("two storms"));
    walk.screen.keys("f");
    walk.screen.wait_for("start working");
    assert!(!walk.screen.text().contains("why was it missed"), "asked once:\n{}", walk.screen.text());
    walk.screen.keys("\x1b");

    // What was resolved late asks by itself, for what nobody has explained: here nothing is left.
    walk.screen.wait_gone("start working");
    walk.choose("r", "workaround", "f");
    walk.write("pool restarted");
    walk.shows("T09, late", "DONE+", "resolved");
    assert!(!walk.screen.text().contains("why was"), "{}", walk.screen.text());
}
