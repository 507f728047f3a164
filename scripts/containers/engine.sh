# shellcheck shell=bash
# Podman with a configuration, images and networks of its own, which do not touch those of this system. Meant to be sourced
# after requirements.sh by a script with "set -euo pipefail". Requires root.
#
#   CONTAINERS_CACHE   directory with the images; default: ~/.cache/keycloak-app-passwords/containers

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
containers=${CONTAINERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keycloak-app-passwords/containers}
containers_run=/run/keycloak-app-passwords-containers
export DOCKER_HOST=unix://$containers_run/docker.sock

# prepare_engine: installs Podman if it is missing, and configures it.
prepare_engine() {
    [[ $(id -u) -eq 0 ]] || fail "The containers require root: their networks do."
    if ! engine_is_complete; then
        install_debian_servers "podman.service podman.socket podman-auto-update.timer podman-restart.service" \
            "${engine_packages[@]}" || true
        engine_is_complete || fail "Podman is not complete. On Debian: apt-get install ${engine_packages[*]}"
    fi
    mkdir -p "$containers"/{images,networks,tmp} "$containers_run"
    # Without limits of their own, containers would ask for higher ones than some systems permit.
    write_configuration "$containers/containers.conf" <<END
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
[network]
network_backend = "netavark"
network_config_dir = "$containers/networks"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$containers_run/libpod"
END
    write_configuration "$containers/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$containers/images"
runroot = "$containers_run/storage"
END
    # The names in Dockerfiles and compose.yaml are those of Docker Hub. Nothing is downloaded from it: see base-images.sh.
    write_configuration "$containers/registries.conf" <<'END'
unqualified-search-registries = ["docker.io"]
short-name-mode = "permissive"
END
    export CONTAINERS_CONF=$containers/containers.conf
    export CONTAINERS_STORAGE_CONF=$containers/storage.conf
    export CONTAINERS_REGISTRIES_CONF=$containers/registries.conf
    # The cache mounts of builds are kept here.
    export TMPDIR=$containers/tmp
    # As Docker builds them. The other format has no health checks.
    export BUILDAH_FORMAT=docker
    # Podman would have systemd run the health checks. See run_health_checks.
    export DISABLE_HC_SYSTEMD=true
}

# write_configuration FILE: from the standard input, in one step, because another Podman may read it at any time.
write_configuration() {
    cat >"$1.$$"
    mv "$1.$$" "$1"
}

engine_packages=(aardvark-dns catatonit iptables netavark podman runc)

engine_is_complete() {
    have_command podman && have_command runc && have_command iptables &&
        [[ -n $(compgen -G '/usr/lib*/podman/netavark') && -n $(compgen -G '/usr/lib*/podman/aardvark-dns') ]]
}

# compose ARGUMENT...: Docker Compose, in a container, with docker/compose.yaml and Podman's socket. The project's files have
# the same path there, because Compose passes the paths of mounts on.
compose() {
    podman run --rm --network none --volume "$containers_run:$containers_run" --volume "$checkout:$checkout:ro" \
        --env DOCKER_HOST localhost/docker-compose:latest -f "$checkout/docker/compose.yaml" "$@"
}

# run_health_checks: what systemd or the Docker daemon does elsewhere: runs the health check of each container every two seconds.
run_health_checks() {
    local container
    while sleep 2; do
        for container in $(podman ps --quiet); do
            podman healthcheck run "$container" >/dev/null 2>&1 || true
        done
    done
}
