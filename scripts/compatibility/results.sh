#!/usr/bin/env bash
# Keeps the results of the tests with each version of Keycloak, Java and database in docs/compatibility.csv, and the README's
# table, which is made from them.
#
#   scripts/compatibility/results.sh record KEYCLOAK JAVA DATABASE TESTS FAILED
#                         replaces the result of this combination by today's, for the current commit, and writes the table
#   scripts/compatibility/results.sh table
#                         writes the table
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

results=$root/docs/compatibility.csv
readme=$root/README.md

main() {
    case ${1:-} in
        record) [[ $# -eq 6 ]] && record "${@:2}" ;;
        table) [[ $# -eq 1 ]] ;;
        *) false ;;
    esac || fail "Usage: results.sh record KEYCLOAK JAVA DATABASE TESTS FAILED, or results.sh table"
    write_table
}

record() {
    local others
    others=$(grep -v "^$1,$2,$3," "$results")
    {
        grep -v '^[0-9]' <<<"$others"
        { grep '^[0-9]' <<<"$others" || true; say "$1,$2,$3,$4,$5,$(date -u +%F),$(commit)"; } | sort -V
    } >"$results.new"
    mv "$results.new" "$results"
}

# The current commit, with a mark if anything else than the results has changed since.
commit() {
    local changed
    changed=$(git -C "$root" status --porcelain --untracked-files=no -- . ':!README.md' ':!docs/compatibility.csv')
    say "$(git -C "$root" rev-parse --short HEAD)${changed:+-dirty}"
}

write_table() {
    local table begin='<!-- Begin of the table from docs/compatibility.csv. -->' end='<!-- End of the table. -->'
    [[ $(grep -cxF -e "$begin" -e "$end" "$readme") -eq 2 ]] || fail "README.md lacks the comments around the table."
    table=$(table)
    {
        sed "\|^$begin\$|q" "$readme"
        printf '\n%s\n\n' "$table"
        sed -n "\|^$end\$|,\$p" "$readme"
    } >"$readme.new"
    mv "$readme.new" "$readme"
}

# All supported combinations, newest Keycloak first.
table() {
    local version java database row databases=() head="| Keycloak | Java |" line="| --- | --- |"
    read -ra databases <<<"$(supported database)"
    for database in "${databases[@]}"; do
        head+=" $(name "$database") |"
        line+=" --- |"
    done
    printf '%s\n' "$head" "$line"
    for version in $(supported keycloak | tr ' ' '\n' | tac); do
        for java in $(supported java); do
            row="| $version | $java |"
            for database in "${databases[@]}"; do
                row+=" $(cell "$version" "$java" "$database") |"
            done
            say "$row"
        done
    done
}

cell() {
    local tests failed date commit
    IFS=, read -r _ _ _ tests failed date commit < <(grep "^$1,$2,$3," "$results") || { say "not run" && return; }
    if [[ $failed -eq 0 ]]; then
        say "$tests passed, $date, $commit"
    else
        say "**$failed of $tests failed**, $date, $commit"
    fi
}

name() {
    case $1 in
        h2) say H2 ;;
        postgres) say PostgreSQL ;;
        mariadb) say MariaDB ;;
        *) fail "supported-versions.properties: unknown database $1" ;;
    esac
}

main "$@"
