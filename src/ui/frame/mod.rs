//! What every screen has: the header, the receipt line, the key hints.

mod header;
mod hints;
mod receipts;

pub use self::{
    header::header,
    hints::hints,
    receipts::{receipts, said},
};
