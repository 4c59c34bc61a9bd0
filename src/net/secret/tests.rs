//! Tokens from real files and real programs.

use std::os::unix::fs::{PermissionsExt, symlink};

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;

fn file(dir: &TempDir, name: &str, content: &str, mode: u32) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

fn command(words: &[&str]) -> TokenRef {
    TokenRef::Command(words.iter().map(|w| (*w).to_owned()).collect())
}

async fn value(reference: TokenRef) -> String {
    reference.resolve().await.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_private_file_is_read_without_its_line_end() {
    let dir = TempDir::new().unwrap();
    assert_eq!(value(TokenRef::File(file(&dir, "a", "CANARY\n", 0o600))).await, "CANARY");
    assert_eq!(value(TokenRef::File(file(&dir, "b", "CANARY\r\n", 0o400))).await, "CANARY");
}

#[tokio::test]
async fn a_file_that_others_can_read_is_refused_with_the_remedy() {
    let dir = TempDir::new().unwrap();
    for mode in [0o644, 0o640, 0o620, 0o601] {
        let path = file(&dir, &format!("{mode:o}"), "CANARY", mode);
        let error = TokenRef::File(path.clone()).resolve().await.unwrap_err();
        let words = error.to_string();
        assert!(words.contains(&format!("chmod 600 {path:?}")), "{words}");
        assert!(!format!("{words} {error:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn a_link_is_judged_by_what_it_leads_to() {
    let dir = TempDir::new().unwrap();
    let (closed, open) = (file(&dir, "closed", "CANARY", 0o600), file(&dir, "open", "CANARY", 0o644));
    symlink(&closed, dir.path().join("good")).unwrap();
    symlink(&open, dir.path().join("bad")).unwrap();
    assert_eq!(value(TokenRef::File(dir.path().join("good"))).await, "CANARY");
    let error = TokenRef::File(dir.path().join("bad")).resolve().await.unwrap_err();
    assert!(matches!(error, SecretError::FileOpen { mode: 0o644, .. }), "{error}");
}

#[tokio::test]
async fn what_is_no_token_file_is_refused() {
    let dir = TempDir::new().unwrap();
    let error = TokenRef::File(dir.path().to_owned()).resolve().await.unwrap_err();
    assert!(matches!(error, SecretError::FileKind(_)), "{error}");
    let error = TokenRef::File(dir.path().join("missing")).resolve().await.unwrap_err();
    assert!(error.to_string().contains("missing"), "{error}");
    let error = TokenRef::File(file(&dir, "empty", "\n", 0o600)).resolve().await.unwrap_err();
    assert!(matches!(error, SecretError::Empty(_)), "{error}");
    let error = TokenRef::File(file(&dir, "two", "CANARY\nCANARY\n", 0o600)).resolve().await.unwrap_err();
    assert!(error.to_string().contains("several lines") && !error.to_string().contains("CANARY"), "{error}");
    let error = TokenRef::File(file(&dir, "huge", &"x".repeat(70_000), 0o600)).resolve().await.unwrap_err();
    assert!(error.to_string().contains("64 KiB"), "{error}");
    // A pipe that nobody writes to must not hang us.
    let pipe = dir.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg("-m").arg("600").arg(&pipe).status().unwrap();
    assert!(made.success());
    let error = TokenRef::File(pipe).resolve().await.unwrap_err();
    assert!(matches!(error, SecretError::FileKind(_)), "{error}");
}

#[tokio::test]
async fn the_environment_names_the_variable_it_lacks() {
    let error = TokenRef::Env("WATCHFLOOR_TEST_NOT_SET".into()).resolve().await.unwrap_err();
    assert_eq!(error, SecretError::Env("WATCHFLOOR_TEST_NOT_SET".into(), "not set"));
    assert!(error.to_string().contains("WATCHFLOOR_TEST_NOT_SET"), "{error}");
    assert!(!value(TokenRef::Env("PATH".into())).await.is_empty());
}

#[tokio::test]
async fn a_command_gets_its_arguments_as_they_are_and_no_input() {
    assert_eq!(value(command(&["printf", "%s\\n", "$HOME;id"])).await, "$HOME;id");
    // `cat` ends at once: its input is empty, not our terminal.
    let error = command(&["cat"]).resolve().await.unwrap_err();
    assert!(matches!(error, SecretError::Empty(_)), "{error}");
}

#[tokio::test]
async fn a_failing_command_tells_its_first_line_cleaned_and_not_its_output() {
    let script = "echo CANARY; printf '\\n\\033[31mvault is \\007sealed\\nsecond line\\n' >&2; exit 3";
    let error = command(&["sh", "-c", script]).resolve().await.unwrap_err();
    let words = error.to_string();
    assert!(words.contains("sealed") && words.contains('3'), "{words}");
    assert!(
        !words.contains("second line") && !words.contains('\u{1b}') && !words.contains('\u{7}'),
        "{words}"
    );
    assert!(!format!("{words}{error:?}").contains("CANARY"), "{words}");
}

#[tokio::test]
async fn a_command_that_is_not_there_or_empty_says_so() {
    let error = command(&["/nonexistent/token-helper"]).resolve().await.unwrap_err();
    assert!(error.to_string().contains("/nonexistent/token-helper"), "{error}");
    assert_eq!(command(&[]).resolve().await.unwrap_err(), SecretError::NoCommand);
}

#[tokio::test]
async fn a_late_command_goes_with_its_children() {
    let dir = TempDir::new().unwrap();
    let note = dir.path().join("pid");
    let script = format!("sleep 1000 & echo $! > {}; wait", note.display());
    let argv: Vec<String> = ["sh", "-c", &script].map(str::to_owned).to_vec();
    let error = from_command(&argv, Duration::from_secs(1)).await.unwrap_err();
    assert!(matches!(error, SecretError::CommandTimeout { seconds: 1, .. }), "{error}");
    let pid = std::fs::read_to_string(&note).unwrap().trim().to_owned();
    // Killed, and gone or waiting for init to collect it.
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if stat.is_empty() || stat.contains(") Z ") {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "still alive: {stat}");
        tokio::task::yield_now().await;
    }
}
