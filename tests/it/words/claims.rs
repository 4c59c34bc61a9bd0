//! What each key named in a document does, sentence by sentence, and which keys of the program are not people's own.

use watchfloor::app::action::Action::{self, *};

/// What a key in a sentence is said to be.
#[derive(Debug, Clone, Copy)]
pub enum Means {
    /// It does this, from the table.
    Does(Action),
    /// The same, and `Enter` behind it.
    Then(Action),
    /// Text entry leaves it to others.
    NotTyping,
    /// It begins sequences.
    Prefix,
    /// A key of text entry, on one line or several.
    Typing,
    /// A key of what is open: a list, a form, the columns. Their footers are proved where they are drawn.
    Panel,
    /// A key of something else.
    Other,
}

use Means::{Does, NotTyping, Other, Panel, Prefix, Then, Typing};

/// A piece of a sentence with its keys, and what they mean there, in their order.
pub const CLAIMS: &[(&str, &[Means])] = &[
    // README.md
    ("`K` says in words why", &[Does(Explain)]),
    ("`t` goes through the rest one decision at a time", &[Does(Triage)]),
    ("`.` repeats, `:` finds everything by a few letters", &[Does(Repeat), Does(Palette)]),
    ("`j` `k` move, `Enter` opens", &[Does(Down), Does(Up), Does(Open)]),
    ("`a` acknowledges, `s Enter` takes it", &[Does(Acknowledge), Then(Assign)]),
    ("`n` writes a note, `N` logs a new one", &[Does(Note), Does(New)]),
    ("`f` shows every move its state allows", &[Does(Status)]),
    ("`p` the priority matrix, `h` puts it on hold", &[Does(Priority), Does(Hold)]),
    (
        "`r` resolves, `x` closes, `u` takes back, `.` repeats",
        &[Does(Resolve), Does(Close), Does(Undo), Does(Repeat)],
    ),
    ("`/` filters, `Space` `V` `*` mark", &[Does(Filter), Does(Mark), Does(Range), Does(MarkAll)]),
    (
        "`t` is triage, `S` `b` `W` sort, group and choose columns",
        &[Does(Triage), Does(Sort), Does(Group), Does(Columns)],
    ),
    (
        "`:` finds everything, `gx` shows the outbox, `?` shows every key",
        &[Does(Palette), Does(GoOutbox), Does(Help)],
    ),
    // docs/alertmanager.md
    ("no acknowledgement. `a`, or `watchfloor ack`", &[Does(Acknowledge)]),
    ("a length typed at `A`", &[Does(AcknowledgeWith)]),
    ("(`u`, `A` on an acknowledged one, `watchfloor unack`)", &[Does(Undo), Does(AcknowledgeWith)]),
    ("and `gz` lists all of them", &[Does(GoSuppressed)]),
    // docs/cli.md: the letters of the plain feed
    ("`3 ack [WORDS]`, `3 a` ", &[Other]),
    ("`3 note WORDS`, `3 n` ", &[Other]),
    ("`3 assign NAME\\|me\\|nobody`, `3 s` ", &[Other]),
    ("`3 resolve`, `3 r` ", &[Other]),
    // docs/keyboard.md
    ("`?` shows the same, to be searched with `/`", &[Does(Help), Panel]),
    ("hints, messages and `?` show yours", &[Does(Help)]),
    ("`j` `k` step, `gg` and `G` go to the ends", &[Does(Down), Does(Up), Does(Top), Does(Bottom)]),
    ("`Ctrl-d` and `Ctrl-u` go half a screen", &[Does(HalfDown), Does(HalfUp)]),
    ("`5j` is five rows, `3 Space` marks three", &[Does(Down), Does(Mark)]),
    ("`Enter` opens the incident under the cursor, `q` goes back", &[Does(Open), Does(Back)]),
    (
        "`a` acknowledges, `s Enter` takes it, `n` writes a note",
        &[Does(Acknowledge), Then(Assign), Does(Note)],
    ),
    (
        "`f` shows every move its state allows, `h` holds, `z` snoozes",
        &[Does(Status), Does(Hold), Does(Snooze)],
    ),
    (
        "`p` opens the priority matrix, `r` resolves, `x` closes",
        &[Does(Priority), Does(Resolve), Does(Close)],
    ),
    (
        "`Space` marks and moves down. `V` begins a range; move, and `V` again marks all between",
        &[Does(Mark), Does(Range), Does(Range)],
    ),
    ("`*` marks all that are shown", &[Does(MarkAll)]),
    ("`Tab` to the view of the new ones, `*`, `a`", &[Does(NextView), Does(MarkAll), Does(Acknowledge)]),
    ("`Esc` clears them, `u` brings them back", &[Does(Escape), Does(Undo)]),
    ("`b` groups by service", &[Does(Group)]),
    ("`Left` and `Right` fold and unfold", &[Does(Collapse), Does(Expand)]),
    ("`t` goes through the unacknowledged ones", &[Does(Triage)]),
    (
        "`Space` or `j` leaves one as it is, `k` steps back, `Enter` opens it full screen, `q` leaves",
        &[Does(Skip), Does(Skip), Does(StepBack), Does(OpenThis), Does(Back)],
    ),
    ("`.` does the last verb again", &[Does(Repeat)]),
    ("`u` takes back what the receipt line names", &[Does(Undo)]),
    ("`/` filters as you type", &[Does(Filter)]),
    ("`Tab` completes fields and values", &[Panel]),
    ("`Enter` keeps the filter, `Esc` drops it", &[Panel, Panel]),
    ("`:` is everything by a few letters", &[Does(Palette)]),
    ("`Tab` completes, `Up` and `Down` choose, on an empty line `Up` brings", &[Panel, Panel, Panel, Panel]),
    ("`Tab` and `g1` to `g9` go from view to view", &[Does(NextView), Does(View(1)), Does(View(9))]),
    ("`S` and a letter sort by a column", &[Does(Sort)]),
    ("`b` groups, `W` chooses the columns", &[Does(Group), Does(Columns)]),
    (
        "`Space` shows or hides one, `J` `K` move it, `+` `-` change its width",
        &[Panel, Panel, Panel, Panel, Panel],
    ),
    (
        "`gz` shows what is out of sight, by what, until when; `gx` the outbox, `gs` the sources, `gb` the board",
        &[Does(GoSuppressed), Does(GoOutbox), Does(GoSources), Does(GoBoard)],
    ),
    ("after `g`, `'` and `y` it shows", &[Prefix, Prefix, Prefix]),
    ("`Esc` closes what is open, `Ctrl-c` does too and else leaves", &[Does(Escape), Does(Quit)]),
    (
        "| `Left` `Right`, `Ctrl-f` · `Ctrl-Left` `Ctrl-Right` | by characters · by words |",
        &[Typing, Typing, Typing, Typing, Typing],
    ),
    ("| `Home` · `End` `Ctrl-e` | to the start · to the end of the line |", &[Typing, Typing, Typing]),
    ("| `Ctrl-Home` `Ctrl-End` | to the ends of the text |", &[Typing, Typing]),
    ("| `Backspace` · `Delete` `Ctrl-d` | delete", &[Typing, Typing, Typing]),
    ("| `Ctrl-w` · `Ctrl-u` · `Ctrl-k` | cut", &[Typing, Typing, Typing]),
    ("| `Ctrl-y` | puts back", &[Typing]),
    ("| `Ctrl-t` | swaps", &[Typing]),
    ("| `Ctrl-_` or `Ctrl-x Ctrl-u` | takes a step back", &[Typing, Typing]),
    ("| `Ctrl-j` · `Up` `Down` | a new line", &[Typing, Typing, Typing]),
    ("| `Ctrl-x Ctrl-e` | opens `$EDITOR`", &[Typing]),
    ("`Ctrl-a` and `Ctrl-b` are not among them", &[NotTyping, NotTyping]),
    ("(`Home` and `Left` do the same)", &[Typing, Typing]),
    ("nor is anything on `Ctrl-s`, `Ctrl-q` or Alt", &[NotTyping, NotTyping]),
    ("`Enter` sends, `Esc` or `Ctrl-c` leaves", &[Panel, Panel, Panel]),
    (
        "`yi` copies the id, `yu` the link, `ym` markdown for a ticket, `ys` five lines",
        &[Does(CopyId), Does(CopyLink), Does(CopyMarkdown), Does(CopySitrep)],
    ),
    ("`o` shows a link, all of it", &[Does(OpenLink)]),
    // docs/record.md, docs/sla.md
    ("On the screen `r` asks", &[Does(Resolve)]),
    ("`K` on the screen and", &[Does(Explain)]),
];

/// Spans that look like keys and are none, and the document where they stand.
pub const NO_KEYS: &[(&str, &[&str])] = &[
    // Signs of the language of queries, what stands in ids and in CSV, the mark of what is late.
    ("docs/cli.md", &["-", "/", "+", "'", "*", ":", "<", ">", "=", "@", "~", "a b", "( … )"]),
    ("docs/alertmanager.md", &["="]),
    ("docs/reliability.md", &["~"]),
    ("README.md", &["~"]),
];

/// Keys that sentences may name by heart, in files whose path begins so, and why nobody can bind them otherwise.
pub const FIXED: &[(&str, &str, &str)] = &[
    ("src/", "Esc Ctrl-c", "the way out is no one's to change"),
    ("src/app/update/board/moves.rs", "g1", "g1 to g9 are the views"),
    ("src/app/action/table.rs", "g1 n", "the same; `view n` on the hint line"),
    ("src/app/action/table.rs", "Enter", "of the list of people that is open then"),
    ("src/app/update/verbs.rs", "Enter", "the same"),
    ("src/app/keymap/allowed.rs", "Space Enter Ctrl-d F5 j g1", "how keys are written in keys.toml"),
    ("src/app/update/new/", "p m c n r", "letters of the form's choices"),
    ("src/app/model/new/mod.rs", "n", "the same"),
    ("src/app/model/new/since.rs", "Down", "of the form"),
    ("src/ui/frame/hints.rs", "Enter Down", "of the search in help, where what is pressed is typed"),
    ("src/app/manual/words.rs", ": / *", "signs of the language of queries"),
    ("src/ui/layer/", "Enter Tab Up Down Space j k G J K Ctrl-u PgDn : /", "keys of what is open"),
    ("src/cli/check.rs", "x", "times"),
    ("src/cli/init.rs", "n", "an answer in the shell"),
    ("src/cli/args.rs", "A", "an article"),
];
