#!/usr/bin/env bash
# Makes stand-ins for the base images that the Dockerfiles and compose.yaml name, on a machine without access to an image
# registry. scripts/containers/check.sh uses them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
# shellcheck source=scripts/containers/engine.sh
source "$root/scripts/containers/engine.sh"

maven_version=3.9.16
node_version=22
npm_version=10
stand_ins=$root/scripts/containers/stand-ins

usage() {
    cat <<END
Usage: scripts/containers/base-images.sh

Makes images with the names of the official ones, from what package registries have: Debian with debootstrap, Maven, Node.js
and Keycloak from their distributions, Java and PostgreSQL from Debian. Keeps them in
$containers until what they are made of changes.

Requires root, podman, debootstrap, Maven, npm, and a Debian mirror: the one that apt uses for this system.

Environment:
  CONTAINERS_CACHE       directory that contains the images
  DEBIAN_MIRROR          URL of the mirror
  INSTALL_PACKAGES=no    do not install podman and debootstrap
END
}

main() {
    case ${1:-} in
        '') ;;
        --help | -h) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    prepare_engine
    # Several checkouts can share the cache.
    exec 9>"$containers/lock"
    flock 9
    local made=$containers/base-images
    if [[ $(cat "$made" 2>/dev/null) == "$(ingredients)" ]] && images_exist; then
        return
    fi
    need_debian_command debootstrap debootstrap
    need_debian_command unzip unzip
    need_maven
    need_node
    rm -f "$made"
    new=$(mktemp -d "$containers/new.XXXXXX")
    trap 'rm -rf "$new"' EXIT
    debian bookworm docker.io/library/debian:bookworm-slim
    debian trixie localhost/debian:trixie-slim
    stand_in compose localhost/docker-compose:latest
    stand_in postgres "$(image_named postgres)"
    stand_in node "$(image_named node)"
    stand_in maven "$(image_named maven)"
    stand_in keycloak "docker.io/keycloak/keycloak:$(newest_keycloak)"
    ingredients >"$made"
}

# What the images are made of, except for the packages of Debian.
ingredients() {
    say "Keycloak $(newest_keycloak), Maven $maven_version, Node.js $node_version, npm $npm_version"
    say "$(image_named postgres) $(image_named node) $(image_named maven)"
    (cd "$stand_ins" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
    sha256sum <"${BASH_SOURCE[0]}"
}

images_exist() {
    local image
    for image in docker.io/library/debian:bookworm-slim localhost/docker-compose:latest "$(image_named postgres)" \
        "$(image_named node)" "$(image_named maven)" "docker.io/keycloak/keycloak:$(newest_keycloak)"; do
        podman image exists "$image" || return 1
    done
}

# image_named NAME: the official image of this name that a Dockerfile or compose.yaml uses, with its tag.
image_named() {
    say "docker.io/library/$(sed -n -E "s/^(FROM| *image:) +($1:[^ ]+).*/\2/p" "$root"/docker/Dockerfile "$root"/docker/compose.yaml | head -n 1)"
}

# debian SUITE IMAGE: a minimal Debian with the settings of the official slim images that matter to the Dockerfiles.
debian() {
    local suite=$1 image=$2 mirror directory=$new/$1
    mirror=$(debian_mirror)
    say "Making $image ..."
    debootstrap --variant=minbase "$suite" "$directory" "$mirror" >"$containers/$suite.log" 2>&1 || {
        tail -n 5 "$containers/$suite.log" >&2
        fail "debootstrap cannot create Debian $suite from $mirror. Its output is in $containers/$suite.log"
    }
    rm -rf "$directory"/var/cache/apt/archives/*.deb "$directory"/var/lib/apt/lists/* "$directory"/usr/share/{doc,locale}/*
    # The directories of manual pages stay, as in the official images: packages with alternatives need them.
    find "$directory/usr/share/man" -not -type d -delete
    printf 'path-exclude %s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' >"$directory/etc/dpkg/dpkg.cfg.d/docker"
    say 'Acquire::Languages "none";' >"$directory/etc/apt/apt.conf.d/docker-no-languages"
    printf '#!/bin/sh\nexit 101\n' >"$directory/usr/sbin/policy-rc.d"
    chmod 755 "$directory/usr/sbin/policy-rc.d"
    tar -C "$directory" -c . | podman import --quiet --change 'CMD ["bash"]' - "$image" >/dev/null
    rm -rf "$directory"
}

# stand_in NAME IMAGE: builds stand-ins/NAME with what the function ingredients_of_NAME adds.
stand_in() {
    local name=$1 image=$2 context=$new/$1
    say "Making $image ..."
    cp -r "$stand_ins/$name" "$context"
    if [[ $(type -t "ingredients_of_$name") == function ]]; then
        "ingredients_of_$name" "$context" >"$containers/$name.log" 2>&1 || {
            tail -n 5 "$containers/$name.log" >&2
            fail "$image cannot be made. The output is in $containers/$name.log"
        }
    fi
    podman build --quiet --pull=never --file "$context/Containerfile" --tag "$image" "$context" >>"$containers/$name.log" 2>&1 || {
        tail -n 20 "$containers/$name.log" >&2
        fail "$image cannot be built. The output is in $containers/$name.log"
    }
    rm -rf "$context"
}

ingredients_of_node() {
    local architecture
    case $(uname -m) in
        x86_64) architecture=x64 ;;
        aarch64) architecture=arm64 ;;
        *) fail "The npm registry has no Node.js for $(uname -m)." ;;
    esac
    npm install --prefix "$1" --no-save --ignore-scripts "node-linux-$architecture@$node_version" "npm@$npm_version"
    mv "$1/node_modules/node-linux-$architecture" "$1/node_modules/node-linux"
}

ingredients_of_maven() {
    artifact "org.apache.maven:apache-maven:$maven_version:zip:bin" "$1"
    unzip -q "$1/apache-maven-$maven_version-bin.zip" -d "$1"
    mv "$1/apache-maven-$maven_version" "$1/maven"
    # As this system does: its certificate authorities, and its registries if they are not the public ones.
    mkdir -p "$1/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$1/ca-certificates/" || true
    [[ ! -r ~/.m2/settings.xml ]] || cp ~/.m2/settings.xml "$1/maven/conf/settings.xml"
    say "registry=$(npm config get registry)" >"$1/npmrc"
}

ingredients_of_keycloak() {
    local version
    version=$(newest_keycloak)
    artifact "org.keycloak:keycloak-quarkus-dist:$version:zip" "$1"
    unzip -q "$1/keycloak-quarkus-dist-$version.zip" -d "$1"
    mv "$1/keycloak-$version" "$1/keycloak"
}

# artifact COORDINATES DIRECTORY
artifact() {
    mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy "-Dartifact=$1" "-DoutputDirectory=$2"
}

main "$@"
