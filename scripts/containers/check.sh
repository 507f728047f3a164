#!/usr/bin/env bash
# Builds the images with the project's Dockerfiles, starts docker/compose.yaml with all profiles, and runs ContainersIT against
# it. ./test.sh --containers runs this.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/containers/engine.sh
source "$root/scripts/containers/engine.sh"

# The ports that compose.yaml opens.
ports=(8080 1143 1110 14190 1587 1389 2389 5232)
keep=no

usage() {
    cat <<END
Usage: scripts/containers/check.sh [--keep]

  --keep   do not remove the containers at the end. scripts/containers/exec.sh looks into them; the next run replaces them
END
}

main() {
    while [[ $# -gt 0 ]]; do
        case $1 in
            --keep) keep=yes ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try scripts/containers/check.sh --help" ;;
        esac
        shift
    done
    cd "$root"
    check_machine
    timed "Base images" scripts/containers/base-images.sh
    start_engine
    remove_containers
    local port
    for port in "${ports[@]}"; do
        ! port_is_taken "$port" || fail "Port $port is in use. docker/compose.yaml needs it: stop the program that uses it."
    done
    timed "Images" build_images
    timed "Start" start_containers
    timed "Tests" run_tests
    say "The containers work."
}

check_machine() {
    prepare_engine
    need_java 17
    need_maven
    need_node
    need_debian_command jq jq
    need_debian_command python3 python3
    need_debian_command curl curl
    need_debian_command ldapsearch ldap-utils
    need_debian_command radtest freeradius-utils
    need_debian_command chromium-headless-shell chromium-headless-shell
    need_debian_command chromedriver chromium-driver
}

# timed TITLE COMMAND...
timed() {
    local start=$SECONDS
    say "== $1"
    "${@:2}"
    say "   $((SECONDS - start)) seconds"
}

# start_engine: Podman's socket for Docker Compose, and its health checks.
start_engine() {
    local podman=$containers_run/podman.sock
    podman system service --time 0 "unix://$podman" >"$containers/service.log" 2>&1 &
    service=$!
    scripts/containers/health-checks.py "${DOCKER_HOST#unix://}" "$podman" >"$containers/health-checks.log" 2>&1 &
    proxy=$!
    run_health_checks &
    health_checks=$!
    trap stop_engine EXIT
    local i
    for ((i = 0; i < 50; i++)); do
        [[ ! -S $podman || ! -S ${DOCKER_HOST#unix://} ]] || return 0
        sleep 0.2
    done
    fail "Podman's socket does not appear. See $containers/service.log"
}

stop_engine() {
    local status=$?
    if [[ $status -ne 0 ]]; then
        podman ps --all || true
        mkdir -p target/containers
        local container
        for container in $(podman ps --all --format '{{.Names}}'); do
            podman logs "$container" >"target/containers/$container.log" 2>&1 || true
        done
        say "The logs of the containers are in target/containers."
    fi
    [[ $keep == yes ]] || remove_containers
    kill "$service" "$proxy" "$health_checks" 2>/dev/null || true
}

# Also removes the volumes without a name, which Compose leaves when a container is replaced.
remove_containers() {
    compose --profile all down --volumes >/dev/null 2>&1 || true
    podman volume prune --force >/dev/null 2>&1 || true
}

# build_images: one for each service in compose.yaml that names a Dockerfile, with the image name that Compose expects.
build_images() {
    local service context dockerfile ignore log project
    mkdir -p target/containers
    # Earlier builds leave their stages, which make the next one fast.
    podman image prune --force --filter until=24h >/dev/null
    project=$(compose_config '.name')
    while read -r service context dockerfile; do
        say "   $service: ${context#"$root/"}/$dockerfile"
        dockerfile=$context/$dockerfile
        # BuildKit, with which Docker builds, reads this file by itself.
        ignore=()
        [[ ! -e $dockerfile.dockerignore ]] || ignore=(--ignorefile "$dockerfile.dockerignore")
        log=target/containers/build-$service.log
        podman build --pull=never "${ignore[@]}" --file "$dockerfile" --tag "docker.io/library/$project-$service:latest" \
            "$context" >"$log" 2>&1 || {
            tail -n 30 "$log" >&2
            fail "The image of $service cannot be built. The output is in $log"
        }
    done < <(compose_config '.services | to_entries[] | select(.value.build) | "\(.key) \(.value.build.context) \(.value.build.dockerfile)"')
}

# compose_config FILTER: what jq selects in compose.yaml, with all paths absolute.
compose_config() {
    compose --profile all config --format json | jq -r "$1"
}

# Waits until each container with a health check is healthy.
start_containers() {
    compose --profile all up --no-build --detach --wait --wait-timeout 300
}

run_tests() {
    mvn -B -ntp verify -pl integration-tests -am -Dspotless.check.skip=true -Dexec.skip=true -Dpage.tests.skip=true -Dtest=none \
        -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ContainersIT -Dcontainers=yes
}

main "$@"
