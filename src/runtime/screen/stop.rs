//! Ctrl-Z: stopping as a shell expects it, and only where somebody can let us go on.

use std::fs;

use rustix::process::{Pid, Signal, getpgid, getpgrp, getsid, kill_current_process_group};

/// Stops our whole process group, and returns when it goes on. The terminal was given back before.
pub(super) fn now() -> Result<(), rustix::io::Errno> {
    // SIGSTOP, not SIGTSTP: we listen to the latter ourselves.
    kill_current_process_group(Signal::STOP)
}

/// Whether a shell with job control stands above us: a parent of our group's leader in the same session and another
/// group. Without one (a tmux pane's own command, `ssh host watchfloor`) a stopped program never goes on; the
/// kernel ignores SIGTSTP there for the same reason (POSIX, orphaned process group).
pub(super) fn can_go_on() -> bool {
    let group = getpgrp();
    let Some(above) = parent(group) else { return false };
    let same_session = matches!((getsid(Some(above)), getsid(None)), (Ok(a), Ok(b)) if a == b);
    let other_group = getpgid(Some(above)).is_ok_and(|g| g != group);
    same_session && other_group
}

/// The parent of any process: field 4 of `/proc/PID/stat`; the command before it may hold anything but ends with
/// the last `)`.
fn parent(pid: Pid) -> Option<Pid> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let above = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?;
    Pid::from_raw(above.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_what_the_kernel_says() {
        assert_eq!(parent(rustix::process::getpid()), rustix::process::getppid());
    }
}
