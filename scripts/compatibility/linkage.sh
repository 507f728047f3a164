#!/usr/bin/env bash
# Checks, without starting a server, whether the JAR finds all classes, methods and fields that it uses in each version of
# Keycloak. A missing one would fail when it is called. Takes seconds for each version.
#
#   scripts/compatibility/linkage.sh [VERSION...]      default: the versions in supported-versions.properties
#
# Requires Java 24 or newer, in JAVA_HOME or on the PATH.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

jar=$root/bundle/target/keycloak-app-passwords.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# shellcheck disable=SC2046 # several versions
[[ $# -gt 0 ]] || set -- $(supported keycloak)
need_java 24
need_command unzip "On Debian: apt-get install unzip"
[[ -f $jar ]] || fail "$jar does not exist. Build it: mvn -DskipTests package -pl bundle -am"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failed=0
for version in "$@"; do
    zip=$HOME/.m2/repository/org/keycloak/keycloak-quarkus-dist/$version/keycloak-quarkus-dist-$version.zip
    [[ -f $zip ]] ||
        (cd "$root" && mvn -q -B -ntp -N dependency:get "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" \
            -Dtransitive=false) ||
        fail "Maven cannot find Keycloak $version."
    unzip -q -j "$zip" '*/lib/lib/main/*.jar' '*/lib/lib/boot/*.jar' -d "$work/$version"
    say "== Keycloak $version"
    "$java" "$root/scripts/compatibility/Linkage.java" "$jar" "$work/$version" || failed=$((failed + 1))
done
[[ $failed -eq 0 ]] || fail "The JAR uses classes, methods or fields that $failed of these versions lack."
