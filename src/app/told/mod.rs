//! What a person is told, made of the model: words for the clipboard, a caller, a question. Nothing here changes anything.
//!
//! | file | what it tells |
//! |---|---|
//! | [`copy`] | what goes to the clipboard: id, address, markdown, sitrep |
//! | [`mod@draft`] | the form of a new incident as what its source is asked to open |
//! | [`explain`] | why the clocks of an incident say what they say |
//! | [`mod@promise`] | priority, first promise, what to tell the caller |

pub mod copy;
pub mod draft;
pub mod explain;
pub mod promise;
