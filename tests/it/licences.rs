//! Licences of everything that is linked, from `cargo metadata`, against what `deny.toml` allows: the check that runs
//! where cargo-deny is not installed.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let root = env!("CARGO_MANIFEST_DIR");
    let deny: toml::Table =
        std::fs::read_to_string(format!("{root}/deny.toml")).expect("deny.toml").parse().expect("TOML");
    let allowed: BTreeSet<String> = deny["licenses"]["allow"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|v| v.as_str().expect("a licence").to_owned())
        .collect();
    let out = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(root)
        .output()
        .expect("cargo metadata");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let data: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let packages = data["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "only {} packages", packages.len());
    let bad: Vec<String> = packages
        .iter()
        .filter(|p| !p["license"].as_str().is_some_and(|l| met(l, &allowed)))
        .map(|p| format!("{} {}: {}", p["name"], p["version"], p["license"]))
        .collect();
    assert!(bad.is_empty(), "licences that deny.toml does not allow:\n{}", bad.join("\n"));
}

/// Whether an SPDX expression can be met: one side of each `OR` (or the old `/`), both of each `AND`.
fn met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    either(&mut words, allowed)
}

fn either(words: &mut Vec<&str>, allowed: &BTreeSet<String>) -> bool {
    let mut value = both(words, allowed);
    while words.last() == Some(&"OR") {
        words.pop();
        value |= both(words, allowed);
    }
    value
}

fn both(words: &mut Vec<&str>, allowed: &BTreeSet<String>) -> bool {
    let mut value = one(words, allowed);
    while words.last() == Some(&"AND") {
        words.pop();
        value &= one(words, allowed);
    }
    value
}

fn one(words: &mut Vec<&str>, allowed: &BTreeSet<String>) -> bool {
    match words.pop() {
        Some("(") => {
            let value = either(words, allowed);
            words.pop();
            value
        }
        Some(name) if words.last() == Some(&"WITH") => {
            words.pop();
            let exception = words.pop().unwrap_or("");
            allowed.contains(&format!("{name} WITH {exception}"))
        }
        Some(name) => allowed.contains(name),
        None => false,
    }
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed: BTreeSet<String> = ["MIT", "ISC", "A WITH B"].into_iter().map(str::to_owned).collect();
    for (text, want) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("MIT/GPL-3.0", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND ISC", true),
        ("(MIT AND GPL-3.0) OR Zlib", false),
        ("A WITH B OR GPL-3.0", true),
        ("A", false),
    ] {
        assert_eq!(met(text, &allowed), want, "{text}");
    }
}
