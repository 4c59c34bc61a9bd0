//! What is said while a sheet lies over the line of receipts, and what the sheet does to links under it.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    fixture::{find, frame, lines, now, shift, text},
    frames::snap,
};
use crate::{
    app::{Msg, key::Key, model::Model, update},
    backend::Support,
    domain::Change,
    ui::{Theme, draw_with_places},
};

fn open(cols: u16, rows: u16, press: &str) -> Model {
    let mut model = shift(cols, rows);
    for source in &mut model.sources {
        source.capabilities.keeps_all = true;
        source.capabilities.resolve = Support::Native;
    }
    for key in Key::parse_sequence(press).expect("keys") {
        update(&mut model, now(), Msg::Key(key));
    }
    model.said = None;
    model
}

/// It stands under the rule of the sheet, and nothing below it moves for it.
#[test]
fn every_sheet_tells_what_is_said() {
    for press in ["p", "m", "s", "W", ":", "n", "f", "K"] {
        let mut model = open(80, 24, press);
        assert!(model.layer.is_some(), "{press} opens nothing");
        let before = lines(&frame(&model, &Theme::default()).0);
        model.said = Some((text("ana took it meanwhile"), now().ms - 100));
        let after = lines(&frame(&model, &Theme::default()).0);
        let told: Vec<usize> =
            (0..after.len()).filter(|y| after[*y].contains("ana took it meanwhile")).collect();
        let [row] = told[..] else { panic!("{press}: said on the rows {told:?}\n{}", after.join("\n")) };
        assert_eq!(after[row + 1..], before[row + 1..], "{press}");
        assert!(row + 2 < after.len(), "{press}: no room is left for the sheet");
    }
}

#[test]
fn sheets_that_tell_something() {
    for (name, press) in
        [("matrix", "p"), ("merge", "m"), ("assign", "s"), ("columns", "W"), ("palette", ":")]
    {
        let mut model = open(80, 24, press);
        model.said =
            Some((text("1031 Login latency: ana took it meanwhile; u takes that back"), now().ms - 100));
        snap(&format!("said-{name}"), &model);
    }
}

/// Where the addresses of a frame stand and what they lead to.
fn links(model: &Model) -> Vec<(u16, String)> {
    let area = Rect { x: 0, y: 0, width: model.size.cols, height: model.size.rows };
    let mut buffer = Buffer::empty(area);
    let (_, places) = draw_with_places(model, now(), &Theme::default(), area, &mut buffer);
    places
        .links
        .iter()
        .map(|(place, url)| {
            let row = &lines(&buffer)[usize::from(place.y)];
            let shown: String =
                row.chars().skip(usize::from(place.x)).take(usize::from(place.width)).collect();
            let cut = shown.trim_end_matches(Theme::default().glyphs.cut);
            assert!(url.shown().starts_with(cut) || !cut.contains("://"), "{shown} leads to {}", url.shown());
            (place.y, url.shown().to_owned())
        })
        .collect()
}

#[test]
fn addresses_are_links_until_something_lies_over_them() {
    let mut model = open(120, 40, "");
    let mut one = find(&model, 1042);
    let detail = std::sync::Arc::make_mut(&mut one.detail);
    detail.url = Some(text("https://tickets.example/1042"));
    detail.runbook = Some(text("https://runbooks.example/checkout"));
    model.inbox.apply(Change::Upsert(one), now().utc, false);
    let urls = |model: &Model| links(model).into_iter().map(|(_, url)| url).collect::<Vec<_>>();
    let both = ["https://runbooks.example/checkout", "https://tickets.example/1042"];
    // In the preview.
    assert_eq!(urls(&model), both);
    // A sheet over it takes them away; the link before it is opened is one itself.
    update(&mut model, now(), Msg::Key(Key::char('n')));
    let sheet = 40 - 5;
    assert!(links(&model).iter().all(|(y, _)| *y < sheet), "{:?}", links(&model));
    update(&mut model, now(), Msg::Key(Key::parse("Esc").expect("a key")));
    update(&mut model, now(), Msg::Key(Key::char('o')));
    assert!(urls(&model).ends_with(&[both[1].to_owned()]), "{:?}", urls(&model));
    update(&mut model, now(), Msg::Key(Key::parse("Esc").expect("a key")));
    // On its own screen its number leads there too.
    update(&mut model, now(), Msg::Key(Key::parse("Enter").expect("a key")));
    assert_eq!(urls(&model), [both[1], both[0], both[1]]);
}
