#!/usr/bin/env bash
# Measures on a real Keycloak in production mode with a real PostgreSQL, and writes benchmarks/report.md.
# Leave the machine alone meanwhile: about six minutes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

need_java 17
need_maven
cd "$root"
say "== Building, and measuring"
mvn -B -ntp -q verify -Pbenchmarks -pl benchmarks -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -DskipITs
say "The report is in benchmarks/report.md"
