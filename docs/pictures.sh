#!/bin/sh
# Makes the pictures of the documentation: docs/pictures.sh [DIR]. The demonstration's day stands still, so every run
# gives the same bytes; tests/it/pictures.rs proves that what is checked in is fresh.
#
# WATCHFLOOR names the binary; without it, it is built.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:-$root/docs/pictures}
if [ -z "${WATCHFLOOR:-}" ]; then
    cargo build --quiet --manifest-path "$root/Cargo.toml"
    WATCHFLOOR=$root/target/debug/watchfloor
fi

# Nobody's own configuration, keys or themes.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

picture() {
    name=$1
    shift
    env -i HOME="$home" TMPDIR="${TMPDIR:-/tmp}" PATH="$PATH" "$WATCHFLOOR" --config "$root/docs/pictures.toml" \
        snapshot --demo --seed 1 --frozen 2026-03-02T09:30:00Z --output "$dir/$name" "$@"
}

mkdir -p "$dir"
picture board-120.svg --size 120x36
picture board-80.svg --size 80x24
picture board-light.svg --size 120x36 --theme light
picture incident.svg INC-1041 --size 100x26
picture timeline.svg timeline INC-1022 --size 100x26
picture board.txt --size 100x24
