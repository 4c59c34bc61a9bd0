//! `new`: opens an incident. Belongs to the command line.

use super::{
    args::New,
    exit::{Code, Failure},
    open::Session,
    print::Printer,
};

/// `new`
#[expect(clippy::unused_async)]
pub async fn run(_session: &Session, _printer: &mut Printer, _new: New) -> Result<Code, Failure> {
    Err(Failure::usage("not built yet"))
}
