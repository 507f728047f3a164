#!/usr/bin/env bash
# Checks use-keycloak.sh and newest-release.sh, with copies of the files that they read and write. test.sh runs this.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
problems=0

newest=$(newest_keycloak)
minor=${newest%.*}
next_minor=${minor%.*}.$((${minor#*.} + 1))
next_patch=$minor.$((${newest##*.} + 1))

main() {
    begin
    accepts "the newest supported version" "$newest"
    expect_unchanged
    begin
    accepts "no version"
    expect_unchanged
    accepts "the versions of this checkout" --check

    begin
    accepts "the next minor version" "$next_minor.0"
    expect_output "Check what the documents say about Keycloak $minor and $next_minor:"
    expect_everywhere "$next_minor.0" "$newest"
    cp -r "$scratch/checkout/." "$scratch/before"
    accepts "what it has written" --check
    accepts "the same version again" "$next_minor.0"
    expect_unchanged
    begin
    compile_against 1.0.0
    accepts "the next patch release" "$next_patch"
    expect_everywhere "$next_patch"
    begin
    compile_against "$newest"
    accepts "the next patch release, and keeps the version that the code compiles against" "$next_patch"
    expect_everywhere "$next_patch" "$newest"

    begin && remove_oldest
    rejects "a version that was removed only from the properties" "Run scripts/compatibility/use-keycloak.sh" --check
    accepts "no version, after one was removed"
    accepts "files without the removed version" --check

    local version
    for version in "$next_minor" "$next_minor.0-SNAPSHOT" "v$next_minor.0" "$next_minor.00" "$next_minor.0.1" nightly ''; do
        begin
        rejects "the version '$version'" "VERSION: must be a release of Keycloak with three numbers" "$version"
        expect_unchanged
    done
    begin
    rejects "an older version" "VERSION: must be newer than $newest" "$(supported keycloak | cut -d ' ' -f 1)"
    rejects "a second version" "Usage: " "$next_minor.0" "$next_minor.1"
    expect_unchanged
    begin && sed -i 's/^ARG KEYCLOAK_VERSION=.*/ARG KEYCLOAK_VERSION/' docker/Dockerfile
    rejects "a file without its version" "docker/Dockerfile: no line matches" "$next_minor.0"

    check_newest_release
    [[ $problems -eq 0 ]] || fail "scripts/compatibility/versions-check.sh found $problems problems."
}

# Copies the files, twice.
begin() {
    local copy
    cd "$root"
    rm -rf "$scratch"/{before,checkout}
    for copy in before checkout; do
        mkdir "$scratch/$copy"
        cp -r --parents ./*.md docs/*.md docs/compatibility.csv docker/{Dockerfile,README.md} pom.xml \
            supported-versions.properties scripts/requirements.sh scripts/compatibility .github "$scratch/$copy"
    done
    cd "$scratch/checkout"
}

compile_against() {
    sed -i "s:<keycloak.version>.*<:<keycloak.version>$1<:" pom.xml
}

remove_oldest() {
    sed -i 's/^keycloak=[^,]*,/keycloak=/' supported-versions.properties
}

# accepts WHAT ARGUMENT...
accepts() {
    local what=$1
    shift
    if output=$(scripts/compatibility/use-keycloak.sh "$@" 2>&1); then
        say "ok           use-keycloak.sh accepts $what"
    else
        problem "use-keycloak.sh rejects $what: $output"
    fi
}

# rejects WHAT MESSAGE ARGUMENT...
rejects() {
    local what=$1 message=$2
    shift 2
    if output=$(scripts/compatibility/use-keycloak.sh "$@" 2>&1); then
        problem "use-keycloak.sh accepts $what"
    elif [[ $output != *"$message"* ]]; then
        problem "use-keycloak.sh rejects $what, but says: $output"
    else
        say "ok           use-keycloak.sh rejects $what"
    fi
}

expect_unchanged() {
    local changes
    changes=$(diff -r "$scratch/before" "$scratch/checkout") || problem "use-keycloak.sh has changed files: $changes"
}

# expect_everywhere VERSION [KEPT]: every place has the version; the previous newest one is supported only if it is KEPT.
expect_everywhere() {
    local version=$1 oldest java problems_before=$problems
    oldest=$(supported keycloak | cut -d . -f 1,2)
    expect_line supported-versions.properties "keycloak=.*,$version"
    expect_line pom.xml " *<keycloak\.server\.version>$version</keycloak\.server\.version>"
    expect_line docker/Dockerfile "ARG KEYCLOAK_VERSION=$version"
    expect_line docs/kubernetes.md '\$ docker build .*/keycloak-app-passwords:'"$version \\."
    expect_line docs/kubernetes.md '\$ docker push .*/keycloak-app-passwords:'"$version"
    expect_line docs/kubernetes.md "  image: .*/keycloak-app-passwords:$version"
    expect_line .github/ISSUE_TEMPLATE/bug.yml " *placeholder: $version"
    expect_line .github/ISSUE_TEMPLATE/feature.yml " *placeholder: $version"
    expect_line README.md ".*alt=\"Keycloak $oldest to ${version%.*}\" src=\".*/Keycloak-${oldest}_to_${version%.*}-blue\".*"
    expect_line README.md "\| $version \| all tests.*"
    for java in $(supported java); do
        expect_line README.md "\| $version \| $java \|( not run \|)+"
    done
    if [[ -n ${2:-} ]]; then
        expect_line supported-versions.properties "keycloak=.*,$2,$version"
        expect_line README.md "\| $2, .* \| the tests that a version can change.*"
    else
        expect_no_line supported-versions.properties ".*\b$newest\b.*"
        expect_no_line README.md "\| ([0-9., ]+, )?$newest\b.*\|.*"
    fi
    expect_no_line pom.xml ".*server\.version>$newest<.*"
    expect_no_line docker/Dockerfile ".*\b$newest\b.*"
    expect_no_line docs/kubernetes.md ".*keycloak-app-passwords:$newest\b.*"
    expect_no_line .github/ISSUE_TEMPLATE/bug.yml ".*\b$newest\b.*"
    expect_no_line .github/ISSUE_TEMPLATE/feature.yml ".*\b$newest\b.*"
    [[ $problems -ne $problems_before ]] || say "ok           use-keycloak.sh writes $version everywhere"
}

expect_line() {
    grep -qxE -e "$2" "$1" || problem "use-keycloak.sh does not write $2 to $1"
}

expect_no_line() {
    local lines
    lines=$(grep -xE -e "$2" "$1") || return 0
    problem "use-keycloak.sh leaves an old version in $1: $lines"
}

expect_output() {
    [[ $output == *"$1"* ]] || problem "use-keycloak.sh does not print $1: $output"
}

check_newest_release() {
    begin
    metadata 26.9.0 27.0.0-rc1 26.10.0 26.10.1.Final 26.8.2
    finds "the highest release" 26.10.0
    metadata "$minor.0" "$newest"
    finds "the newest supported version" "$newest"
    finds "nothing new" "" --newer
    metadata "$newest" "$next_patch"
    finds "a patch release that is new" "$next_patch" --newer
    # In one line, as from some repository managers.
    metadata "$newest" "$next_minor.0"
    tr -d '\n ' <metadata.xml >one-line.xml
    mv one-line.xml metadata.xml
    finds "a minor version that is new" "$next_minor.0" --newer
    metadata 27.0.0-rc1
    fails_on "metadata without a release" "metadata.xml: does not list a release of Keycloak." metadata.xml
    fails_on "metadata that does not exist" "missing.xml does not exist." missing.xml
    fails_on "an unknown option" "Usage: " --older
}

# metadata VERSION...
metadata() {
    {
        printf '%s\n' '<?xml version="1.0" encoding="UTF-8"?>' '<metadata>' '  <groupId>org.keycloak</groupId>' \
            '  <artifactId>keycloak-quarkus-dist</artifactId>' '  <versioning>' "    <latest>${*: -1}</latest>" \
            "    <release>${*: -1}</release>" '    <versions>'
        printf '      <version>%s</version>\n' "$@"
        printf '%s\n' '    </versions>' '    <lastUpdated>20261202000000</lastUpdated>' '  </versioning>' '</metadata>'
    } >metadata.xml
}

# finds WHAT VERSION OPTION...
finds() {
    local what=$1 version=$2
    shift 2
    if ! output=$(scripts/compatibility/newest-release.sh "$@" metadata.xml 2>&1); then
        problem "newest-release.sh fails: $output"
    elif [[ $output != "$version" ]]; then
        problem "newest-release.sh should find $what, but prints: $output"
    else
        say "ok           newest-release.sh finds $what"
    fi
}

# fails_on WHAT MESSAGE ARGUMENT...
fails_on() {
    local what=$1 message=$2
    shift 2
    if output=$(scripts/compatibility/newest-release.sh "$@" 2>&1); then
        problem "newest-release.sh accepts $what"
    elif [[ $output != *"$message"* ]]; then
        problem "newest-release.sh rejects $what, but says: $output"
    else
        say "ok           newest-release.sh rejects $what"
    fi
}

problem() {
    say "PROBLEM      $*"
    problems=$((problems + 1))
}

main "$@"
