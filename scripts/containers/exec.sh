#!/usr/bin/env bash
# Runs podman, or Docker Compose with docker/compose.yaml, on the containers of scripts/containers/check.sh. Docker Compose works
# while that script runs:
#
#   scripts/containers/exec.sh podman ps
#   scripts/containers/exec.sh compose --profile all ps
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/containers/engine.sh
source "$root/scripts/containers/engine.sh"

prepare_engine
"$@"
