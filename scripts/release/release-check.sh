#!/usr/bin/env bash
# Checks that scripts/release/release.sh rejects checkouts that must not be released, and the commands in docs/releasing.md.
# Builds nothing. test.sh runs this.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/documented-block.sh
source "$root/scripts/documented-block.sh"

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

    check_set_version
    check_tag
    check_checksums
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

check_set_version() {
    local output poms
    (cd "$root" && cp --parents pom.xml ./*/pom.xml "$(new_folder poms)")
    cd "$scratch/poms"
    if ! output=$(documented_block releasing.md set-version | sed 's/VERSION/1.2.3/' | bash -eu 2>&1); then
        problem "docs/releasing.md does not set the version: $output"
        return
    fi
    poms=$(grep -L '<version>1.2.3</version>' pom.xml ./*/pom.xml || true)
    if [[ -n $poms ]]; then
        problem "docs/releasing.md does not set the version in $poms"
    elif [[ $(grep outputTimestamp pom.xml) != "$(grep outputTimestamp "$root/pom.xml")" ]]; then
        problem "docs/releasing.md changes project.build.outputTimestamp"
    else
        say "ok           docs/releasing.md sets the version in each pom.xml"
    fi
}

# Signs with a new key, and only checks, in place of a build.
check_tag() {
    local output
    if ! have_command gpg && ! install_debian_packages gnupg; then
        say "not checked  the signed tag of docs/releasing.md: gpg is not installed"
        return
    fi
    GNUPGHOME=$(new_folder gnupg)
    export GNUPGHOME
    chmod 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-generate-key 'test <test@example.org>' 2>/dev/null
    begin && git config user.name test && git config user.email test@example.org
    if output=$(documented_block releasing.md tag |
        sed -e 's/VERSION/1.2.3/g' -e 's/release\.sh/& --check/' | bash -eu 2>&1 && git verify-tag v1.2.3 2>&1); then
        say "ok           docs/releasing.md tags a release"
    else
        problem "docs/releasing.md does not tag a release: $output"
    fi
    gpgconf --kill gpg-agent
}

# The release has more files than this reader has downloaded.
check_checksums() {
    local commands
    commands=$(documented_block releasing.md checksums)
    cd "$(new_folder downloads)"
    echo JAR >keycloak-app-passwords-1.2.3.jar
    echo SBOM >keycloak-app-passwords-1.2.3.cdx.json
    sha256sum keycloak-app-passwords-1.2.3.* >SHA256SUMS
    rm keycloak-app-passwords-1.2.3.cdx.json
    bash -eu <<<"$commands" >/dev/null || problem "docs/releasing.md rejects the right JAR"
    echo changed >keycloak-app-passwords-1.2.3.jar
    if bash -eu <<<"$commands" >/dev/null 2>&1; then
        problem "docs/releasing.md accepts a changed JAR"
    else
        say "ok           docs/releasing.md verifies the checksums"
    fi
}

# new_folder NAME: creates it, and prints its path.
new_folder() {
    mkdir "$scratch/$1"
    say "$scratch/$1"
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
