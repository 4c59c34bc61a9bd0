//! The program: arguments in, exit code out. All else is in the library.

/// Gives back what is free: after a list was decoded, the system's allocator keeps several times what is held.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    watchfloor::cli::run(std::env::args_os())
}
