#!/usr/bin/env bash
# Says, without starting anything, whether the JAR finds in a Keycloak everything that it was compiled against: what it
# lacks there would fail once it is called. Takes seconds for each version.
#
#   scripts/compatibility/linkage.sh VERSION...
#
# Needs Java 24 or newer, in JAVA_HOME or on the PATH.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

jar=$root/bundle/target/keycloak-app-passwords.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

[[ $# -gt 0 ]] || fail "Usage: scripts/compatibility/linkage.sh VERSION..."
need_java 24
need_command unzip "On Debian: apt-get install unzip"
[[ -f $jar ]] || fail "There is no $jar. Build it: mvn -DskipTests package -pl bundle -am"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failed=0
for version in "$@"; do
    zip=$HOME/.m2/repository/org/keycloak/keycloak-quarkus-dist/$version/keycloak-quarkus-dist-$version.zip
    [[ -f $zip ]] ||
        mvn -q -B -ntp dependency:get "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" -Dtransitive=false ||
        fail "Maven does not find Keycloak $version."
    unzip -q -j "$zip" '*/lib/lib/main/*.jar' '*/lib/lib/boot/*.jar' -d "$work/$version"
    say "== Keycloak $version"
    "$java" "$root/scripts/compatibility/Linkage.java" "$jar" "$work/$version" || failed=$((failed + 1))
done
[[ $failed -eq 0 ]] || fail "The JAR does not fit $failed of these."
