#!/usr/bin/env bash
# Builds the release of the last commit twice, from clean clones in different folders and with different umasks, time zones,
# languages and user homes, and compares the results byte for byte. Takes a few minutes.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Both builds use the same downloads. By default, Maven and npm look for them below the home directory.
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
cache=$(npm config get cache 2>/dev/null)
npmrc=$(npm config get userconfig 2>/dev/null)

main() {
    cd "$root"
    git rev-parse HEAD >/dev/null || fail "$root is not a Git checkout."
    clone "$work/a"
    clone "$work/another folder/b"
    say "== First build"
    build "$work/a" 022 UTC en US
    say "== Second build"
    build "$work/another folder/b" 077 Asia/Kathmandu tr TR
    local first=$work/a/target/release second="$work/another folder/b/target/release"
    if ! diff -r "$first" "$second"; then
        fail "The two builds differ."
    fi
    [[ $(cd "$first" && stat -c '%a %n' -- *) == $(cd "$second" && stat -c '%a %n' -- *) ]] ||
        fail "The files of the two builds have different permissions."
    if grep -l -a -F -e "$work" -e "$root" -r "$first"; then
        fail "The files above contain the path of the build."
    fi
    for jar in "$first"/*.jar; do
        if unzip -p "$jar" | grep -a -q -F -e "$work" -e "$root"; then
            fail "${jar##*/} contains the path of the build."
        fi
    done
    say "The builds are identical, byte for byte:"
    (cd "$first" && cat SHA256SUMS)
}

clone() {
    mkdir -p "$1"
    git clone -q --no-hardlinks "$root" "$1"
}

# build FOLDER UMASK TIMEZONE LANGUAGE COUNTRY
build() {
    local autocrlf=true
    [[ $2 != 022 ]] || autocrlf=input
    mkdir "$1.home"
    (
        umask "$2"
        # Check out again with that umask, and with different settings for line endings.
        git -C "$1" config core.autocrlf "$autocrlf"
        git -C "$1" rm -q -r --cached . && git -C "$1" reset -q --hard
        cd "$1"
        export TZ=$3 LANG=$4_$5.UTF-8 HOME=$1.home npm_config_cache=$cache npm_config_userconfig=$npmrc
        export MAVEN_OPTS="${MAVEN_OPTS:-} -Dmaven.repo.local=$repository -Duser.language=$4 -Duser.country=$5 -Duser.timezone=$3"
        unset LC_ALL
        scripts/release/release.sh --snapshot >"$work/log" 2>&1 || fail "$(tail -n 40 "$work/log")"
    )
}

main "$@"
