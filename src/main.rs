//! The program: arguments in, exit code out. All else is in the library.

fn main() -> std::process::ExitCode {
    watchfloor::cli::run(std::env::args_os())
}
