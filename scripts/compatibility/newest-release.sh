#!/usr/bin/env bash
# Prints the newest release of Keycloak. This is the highest version: the last published one can be a fix of an older minor version.
#
#   scripts/compatibility/newest-release.sh [--newer] [METADATA]
#
#   --newer      print it only if it is newer than the newest version in supported-versions.properties
#   METADATA     a maven-metadata.xml of org.keycloak:keycloak-quarkus-dist; default: Maven downloads it
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

newer=no

main() {
    local metadata newest supported
    if [[ ${1:-} == --newer ]]; then
        newer=yes
        shift
    fi
    [[ $# -le 1 && ${1:-} != -* ]] || fail "Usage: newest-release.sh [--newer] [METADATA]"
    metadata=${1:-$(download)}
    [[ -f $metadata ]] || fail "$metadata does not exist."
    newest=$(releases "$metadata" | tail -n 1)
    [[ -n $newest ]] || fail "$metadata: does not list a release of Keycloak."
    supported=$(newest_keycloak)
    if [[ $newer == no || $(printf '%s\n' "$supported" "$newest" | sort -V | tail -n 1) != "$supported" ]]; then
        say "$newest"
    fi
}

# releases METADATA: oldest first, without release candidates and the like.
releases() {
    tr '<' '\n' <"$1" | sed -nE 's#^version>([0-9]+\.[0-9]+\.[0-9]+)$#\1#p' | sort -V
}

# Prints the path of the metadata. Maven keeps it beside the artifacts.
download() {
    local folder=$HOME/.m2/repository/org/keycloak/keycloak-quarkus-dist
    need_maven
    rm -f "$folder"/maven-metadata-*.xml
    # Maven reads the metadata to find the version.
    (cd "$root" && mvn -q -B -ntp -N -U dependency:get -Dartifact=org.keycloak:keycloak-quarkus-dist:RELEASE:pom \
        -Dtransitive=false) >&2 || fail "Maven cannot find a release of Keycloak."
    printf '%s\n' "$folder"/maven-metadata-*.xml | head -n 1
}

main "$@"
