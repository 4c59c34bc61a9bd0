//! Any bytes in any chunks through the parser of server-sent events: the first byte of the input says how they are cut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor::{
    net::sse::{EVENT_CAP, LINE_CAP, Parser},
    text::Opaque,
};

fuzz_target!(|raw: &[u8]| {
    let Some((cut, bytes)) = raw.split_first() else { return };
    let (mut whole, mut at_once) = (Parser::new(Opaque::default()), Vec::new());
    let taken = whole.push(bytes, &mut at_once);
    let (mut parser, mut events) = (Parser::new(Opaque::default()), Vec::new());
    for chunk in bytes.chunks(usize::from(*cut).max(1)) {
        if parser.push(chunk, &mut events).is_err() {
            break;
        }
        assert!(parser.held() <= 2 * LINE_CAP + EVENT_CAP + 2);
    }
    if taken.is_ok() {
        assert!(events == at_once && parser.retry() == whole.retry());
    }
});
