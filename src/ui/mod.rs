//! Views: functions of borrowed state, drawn straight into the buffer.
