#!/usr/bin/env bash
# Checks that scripts/release/release.sh rejects checkouts that must not be released. Builds nothing. test.sh runs this.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
problems=0

main() {
    need_debian_command git git
    begin
    accepts "a release" --tag v1.2.3
    begin
    accepts "a release that is not tagged yet"
    expect_changes "- What is new."

    begin && git tag v1.2.2
    rejects "another tag on the commit" "This commit is tagged v1.2.2" --tag v1.2.3
    begin && git tag v1.2.3
    rejects "another tag than asked for" "The tag is v1.2.4" --tag v1.2.4
    begin && git tag v1.2.3 && commit later
    rejects "the tag of another commit" "v1.2.3 is the tag of another commit"
    begin
    rejects "a missing tag" "This commit is not tagged v1.2.3" --tag v1.2.3

    begin && echo more >>LICENSE
    rejects "a changed file" "not committed"
    begin && touch new
    rejects "a new file" "not committed"
    begin && mkdir -p themes/src/main/resources/target && touch themes/src/main/resources/target/new
    rejects "an ignored file among the sources" "themes/src/main/resources/target/new"
    begin && rm -rf .git
    rejects "sources without Git" "not a Git checkout"

    begin && set_version 1.2.4-SNAPSHOT && commit snapshot
    rejects "a snapshot" "Set the one to release"
    accepts "a snapshot with --snapshot" --snapshot
    begin && set_version 1.2.4 && commit version
    rejects "a version without changes" 'no section "## [1.2.4]"'
    begin && sed -i '/What is new/d' CHANGELOG.md && commit emptied
    rejects "a version with an empty section" 'no section "## [1.2.3]"'
    [[ $problems -eq 0 ]] || fail "scripts/release/release-check.sh found $problems problems."
}

# Creates a checkout that can be released, with the current scripts.
begin() {
    cd "$scratch"
    rm -rf checkout
    mkdir -p checkout/scripts/release
    cd checkout
    cp "$root"/scripts/requirements.sh scripts/
    cp "$root"/scripts/release/release.sh scripts/release/
    cp "$root"/{pom.xml,LICENSE,.gitignore,.gitattributes} .
    printf '%s\n' '# Changelog' '' '## [Unreleased]' '' '- Later.' '' '## [1.2.3] - 2026-01-01' '' '- What is new.' '' \
        '## [1.2.2] - 2025-12-01' '' '- Earlier.' >CHANGELOG.md
    set_version 1.2.3
    git init -q
    commit all
}

set_version() {
    sed -i "0,/^    <version>.*/s::    <version>$1</version>:" pom.xml
}

commit() {
    git add -A
    git -c user.name=test -c user.email=test@example.org -c commit.gpgsign=false commit -q --allow-empty -m "$1"
}

# accepts WHAT OPTION...
accepts() {
    local what=$1 output
    shift
    [[ ${1:-} != --tag ]] || git tag "$2"
    if output=$(scripts/release/release.sh --check "$@" 2>&1); then
        say "ok           release.sh accepts $what"
    else
        problem "release.sh rejects $what: $output"
    fi
}

# rejects WHAT MESSAGE OPTION...
rejects() {
    local what=$1 message=$2 output
    shift 2
    if output=$(scripts/release/release.sh --check "$@" 2>&1); then
        problem "release.sh accepts $what"
    elif [[ $output != *"$message"* ]]; then
        problem "release.sh rejects $what, but says: $output"
    else
        say "ok           release.sh rejects $what"
    fi
}

expect_changes() {
    local changes
    changes=$(scripts/release/release.sh --changes)
    if [[ $changes == "$1" ]]; then
        say "ok           release.sh finds the changes of the version"
    else
        problem "release.sh prints wrong changes of the version: $changes"
    fi
}

problem() {
    say "PROBLEM      $*"
    problems=$((problems + 1))
}

main "$@"
