//! What must survive: the queue of actions, the last known state, the local overlay.
