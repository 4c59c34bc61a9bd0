//! Who serves when nobody runs a daemon: whoever holds `server.lock`.
