//! What moves on the board: cursor and views, marks, order and groups, columns, the mouse.

pub mod arrange;
pub mod columns;
pub mod mouse;
pub mod moves;
pub mod selection;
