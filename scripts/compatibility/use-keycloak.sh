#!/usr/bin/env bash
# Copies the supported versions of Keycloak from supported-versions.properties to the files that repeat them: pom.xml, the image,
# the README, docs/kubernetes.md and the issue forms.
#
#   scripts/compatibility/use-keycloak.sh VERSION
#                         first makes VERSION the newest supported version. It replaces the previous one if both have the same
#                         minor version, unless the code compiles against the previous one
#   scripts/compatibility/use-keycloak.sh
#                         only copies, for example after a version was removed from supported-versions.properties
#   scripts/compatibility/use-keycloak.sh --check
#                         changes nothing, and fails if a file repeats another version
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

files=(pom.xml docker/Dockerfile README.md docs/kubernetes.md .github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/feature.yml)
number='[0-9]+(\.[0-9]+)+'
copy=

main() {
    [[ $# -le 1 ]] || fail "Usage: use-keycloak.sh [VERSION | --check]"
    if [[ ${1:-} == --check ]]; then
        check
        exit
    fi
    [[ $# -eq 0 ]] || add "$1"
    rewrite
}

# add VERSION
add() {
    local newest compiled
    newest=$(newest_keycloak)
    [[ $1 =~ ^[1-9][0-9]*(\.(0|[1-9][0-9]*)){2}$ ]] ||
        fail "VERSION: must be a release of Keycloak with three numbers, such as $newest, not '$1'"
    [[ $1 != "$newest" ]] || return 0
    [[ $(printf '%s\n' "$newest" "$1" | sort -V | tail -n 1) == "$1" ]] ||
        fail "VERSION: must be newer than $newest, the newest supported version." \
            "For $1, edit supported-versions.properties, and run use-keycloak.sh without a version."
    compiled=$(sed -n 's/.*<keycloak\.version>\(.*\)<.*/\1/p' "$root/pom.xml")
    if [[ ${1%.*} == "${newest%.*}" && $newest != "$compiled" ]]; then
        sed -i "s/^\(keycloak=.*\)$newest\$/\1$1/" "$root/supported-versions.properties"
    else
        [[ ${1%.*} == "${newest%.*}" ]] || show_statements "${newest%.*}" "${1%.*}"
        sed -i "s/^keycloak=.*/&,$1/" "$root/supported-versions.properties"
    fi
}

# show_statements MINOR NEW-MINOR: prints what the documents say about these minor versions, because only a person can change that.
show_statements() {
    say "Check what the documents say about Keycloak $1 and $2:"
    (cd "$root" && grep -oE ".{0,60}((to|and) ${1/./\\.}|\b${2/./\\.}(\.[0-9]+)?)\b.{0,60}" ./*.md docs/*.md docker/*.md |
        grep -v -e '^./CHANGELOG.md:' -e 'img alt=') || true
}

rewrite() {
    local newest oldest older
    newest=$(newest_keycloak)
    oldest=$(supported keycloak | cut -d ' ' -f 1)
    older=$(supported keycloak | tr ' ' '\n' | tac | sed 1d | paste -sd ,)
    replace pom.xml "(<keycloak\.server\.version>)$number" "\1$newest"
    replace docker/Dockerfile "^(ARG KEYCLOAK_VERSION=)$number" "\1$newest"
    replace docs/kubernetes.md "(/keycloak-app-passwords:)$number" "\1$newest"
    replace .github/ISSUE_TEMPLATE/bug.yml "^( *placeholder: )$number" "\1$newest"
    replace .github/ISSUE_TEMPLATE/feature.yml "^( *placeholder: )$number" "\1$newest"
    replace README.md "(\"Keycloak )$number to $number" "\1${oldest%.*} to ${newest%.*}"
    replace README.md "(/Keycloak-)${number}_to_$number" "\1${oldest%.*}_to_${newest%.*}"
    replace README.md "^\| $number (\| all tests)" "| $newest \2"
    replace README.md "^\| $number(, $number)* (\| the tests that a version can change)" "| ${older//,/, } \4"
    "$root/scripts/compatibility/results.sh" table
}

# replace FILE PATTERN REPLACEMENT: in all lines. Fails if there is none, so that no place is missed after an edit of the file.
replace() {
    grep -qE -e "$2" "$root/$1" || fail "$1: no line matches $2. Change the pattern in scripts/compatibility/use-keycloak.sh."
    sed -i -E "s#$2#$3#g" "$root/$1"
}

# Does the same in a copy, and compares.
check() {
    local file different=()
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    (cd "$root" && cp --parents supported-versions.properties docs/compatibility.csv "${files[@]}" scripts/requirements.sh \
        scripts/compatibility/{use-keycloak,results}.sh "$copy")
    "$copy/scripts/compatibility/use-keycloak.sh"
    for file in "${files[@]}"; do
        diff -u --label "$file" --label "$file, from supported-versions.properties" "$root/$file" "$copy/$file" ||
            different+=("$file")
    done
    [[ ${#different[@]} -eq 0 ]] ||
        fail "Not the versions in supported-versions.properties: ${different[*]}. Run scripts/compatibility/use-keycloak.sh"
}

main "$@"
