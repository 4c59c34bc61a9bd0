//! `snapshot`: a picture of any screen, drawn by the program itself without a terminal. Belongs to the command line.

use std::{
    fs,
    io::{self, ErrorKind, IsTerminal, Write},
    path::Path,
    time::Duration,
};

use super::{
    args::{Colors, Common, PictureFormat, Scenario, Snapshot, Written},
    beside::Behind,
    exit::{Code, Failure},
    list, local, open,
    open::Session,
    print,
    scenario::{self, Folder},
    screen, theme,
};
use crate::{
    app::{Action, key::Key},
    config::Config,
    picture::{Page, Picture, Window},
    runtime::{
        offline::{self, Frame, Options},
        screen::{Begin, Options as ScreenOptions},
    },
    server::host::Standing,
    text::{Kind, SafeText},
    ui::{Depth, Theme, theme::Token},
};

/// How long the embedded server may take to be there.
const OPENING: Duration = Duration::from_mins(1);

/// `snapshot`
pub fn run(common: &Common, args: &Snapshot) -> Result<Code, Failure> {
    let mut config = open::configure(common)?;
    let format = format(common, args)?;
    if format == PictureFormat::Png && args.output.is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage("a PNG is not for a terminal: write it to a file with --output FILE.png"));
    }
    // Dropped last: what writes into it has ended by then.
    let folder = if args.demo { Some(Folder::new()?) } else { None };
    let standing = match &folder {
        Some(folder) => {
            let Snapshot { seed, incidents, frozen, .. } = *args;
            // The day is as it is at this moment: nothing happens while its picture is taken.
            let day = Scenario { seed, incidents, speed: 0.0, frozen, updates: None };
            Some(scenario::begin(&mut config, &day, folder))
        }
        None => local::stand_in(&mut config),
    };
    let (begin, go) = place(&config, &args.screen)?;
    let theme = theme::choose(&config)?;
    let window_page = {
        let ground = theme.style(Token::Ground);
        Page::of(ground.fg, ground.bg)
    };
    let theme = theme.for_depth(depth(args.colors)).ascii(config.ascii == Some(true));
    let (keymap, mut notices) = screen::own_keys(&config)?;
    notices.splice(0..0, screen::notices(&config, standing.is_some()));
    let keys = Key::parse_script(&args.keys).map_err(|name| {
        Failure::usage(format!(
            "--keys: there is no key `<{name}>`; write keys like 5j<Enter>, /state:new<Enter>, <Ctrl-d>, <Esc>, and <lt> for a < before a letter"
        ))
    })?;
    let options = Options {
        screen: ScreenOptions {
            low_bandwidth: common.low_bandwidth,
            begin,
            keymap: Some(keymap),
            notices: if args.demo { Vec::new() } else { notices },
            frozen: args.frozen,
            told: None,
            beside: Some(Behind::behind(common, &config, None)),
        },
        size: args.size,
        go,
        keys,
        rehearsal: args.demo,
        patience: open::patience(&config),
    };
    let title = title(&args.screen);
    let frame = super::block_on(shoot(config, &theme, standing.as_ref(), options))??;
    if frame.missing {
        let id = open::joined(&args.screen);
        let id = id.strip_prefix("timeline ").unwrap_or(&id);
        return Err(Failure::new(Code::NotFound, format!("there is no open incident called {id}")));
    }
    let description = description(&frame);
    let window = Window { title: &title, description: &description, bar: !args.bare, page: window_page };
    write(args.output.as_deref(), &render(&frame, format, &window)?)?;
    for (source, words) in &frame.silent {
        print::source_failed(source, words, None);
    }
    drop((standing, folder));
    Ok(if frame.asked > 0 && frame.silent.len() == frame.asked { Code::Unreachable } else { Code::Done })
}

/// The picture's own `--format`; else what the file's name says; else text.
fn format(common: &Common, args: &Snapshot) -> Result<PictureFormat, Failure> {
    if let Some(Written::Picture(format)) = args.format {
        return Ok(format);
    }
    if common.json {
        return Err(Failure::usage(
            "a picture is svg, png, ansi or text: --json is for the commands that print rows",
        ));
    }
    let ending =
        args.output.as_ref().and_then(|p| p.extension()).and_then(|e| e.to_str()).unwrap_or_default();
    Ok(match ending.to_ascii_lowercase().as_str() {
        "svg" => PictureFormat::Svg,
        "png" => PictureFormat::Png,
        "ansi" | "ans" => PictureFormat::Ansi,
        _ => PictureFormat::Text,
    })
}

/// Where to go: a screen by its name, a view by its, an incident, or a query.
fn place(config: &Config, words: &[String]) -> Result<(Begin, Vec<Action>), Failure> {
    let text = open::joined(words);
    let one = |action| Ok((Begin::Board, vec![action]));
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["board"] => return Ok((Begin::Board, Vec::new())),
        ["outbox"] => return one(Action::GoOutbox),
        ["sources"] => return one(Action::GoSources),
        ["help"] => return one(Action::Help),
        ["timeline"] => return Err(Failure::usage("of which incident? `watchfloor snapshot timeline 42`")),
        ["timeline", ref id @ ..] => return Ok((Begin::Incident(id.join(" ")), vec![Action::Timeline])),
        _ => {}
    }
    if let Some(n) = config.views.iter().position(|v| v.name.eq_ignore_ascii_case(&text)) {
        return Ok((Begin::Board, vec![Action::NextView; n]));
    }
    if list::names_one(&config.sources, words) {
        return Ok((Begin::Incident(text), Vec::new()));
    }
    open::parse(&text)?;
    Ok((Begin::Query(text), Vec::new()))
}

async fn shoot(
    config: Config,
    theme: &Theme,
    standing: Option<&Standing>,
    options: Options,
) -> Result<Frame, Failure> {
    if let Some(standing) = standing {
        standing.ready(OPENING).await.map_err(Failure::usage)?;
    }
    let session = Session::open(config).await?;
    Ok(offline::frame(&session.config, &session.hub, theme, options).await)
}

const fn depth(colors: Colors) -> Depth {
    match colors {
        Colors::None => Depth::None,
        Colors::Ansi16 => Depth::Ansi16,
        Colors::Ansi256 => Depth::Ansi256,
        Colors::True => Depth::True,
    }
}

/// What stands in the window's bar.
fn title(screen: &[String]) -> String {
    let words = if screen.is_empty() { "board".to_owned() } else { open::joined(screen) };
    print::plain(&SafeText::clean(&format!("watchfloor: {words}"), Kind::Label))
}

/// For those who cannot see it: how large it is, and its first line.
fn description(frame: &Frame) -> String {
    let area = frame.buffer.area;
    let text = Picture::of(&frame.buffer).text();
    let first = text.lines().next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    format!("A terminal of {} by {} cells. Its first line: {first}", area.width, area.height)
}

fn render(frame: &Frame, format: PictureFormat, window: &Window<'_>) -> Result<Vec<u8>, Failure> {
    let picture = Picture::of(&frame.buffer);
    Ok(match format {
        PictureFormat::Svg => picture.svg(window).into_bytes(),
        PictureFormat::Png => picture.png(window).map_err(|e| Failure::new(Code::Bug, e))?,
        PictureFormat::Ansi => picture.ansi().into_bytes(),
        PictureFormat::Text => picture.text().into_bytes(),
    })
}

fn write(file: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(file) = file {
        return fs::write(file, bytes)
            .map_err(|e| Failure::usage(format!("the picture {} cannot be written: {e}", file.display())));
    }
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // A reader that went away has seen enough.
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Code::SomeFailed, format!("standard output cannot be written: {e}")))
        }
        _ => Ok(()),
    }
}
