#!/usr/bin/env bash
# Runs a command in a Debian 13 next to this system, for tests with that release's servers. The first run creates it.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$home/scripts/requirements.sh"

suite=trixie
packages=(ca-certificates curl dovecot-core dovecot-imapd dovecot-pop3d dovecot-managesieved dovecot-lmtpd
    dovecot-auth-lua freeradius freeradius-rest freeradius-utils ldap-utils libnss-ldapd libpam-ldapd nslcd postfix slapd)
cache=${DEBIAN_13_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keycloak-app-passwords}
debian=$cache/debian-13

usage() {
    cat <<END
Usage: scripts/debian-13.sh create
       scripts/debian-13.sh run COMMAND...

create downloads Debian 13 with the packages that the tests need into a directory of about 450 MB, unless it is there.
run runs the command in it, as root. The command shares the network, the processes, /tmp and this checkout with this system.

Requires root, debootstrap and a Debian mirror: the one that apt uses for this system.

Environment:
  DEBIAN_13_CACHE        directory that contains it; default: ~/.cache/keycloak-app-passwords
  DEBIAN_MIRROR          URL of the mirror
  INSTALL_PACKAGES=no    do not install debootstrap
END
}

create() {
    [[ $(id -u) -eq 0 ]] || fail "The tests on Debian 13 require root: debootstrap and chroot do."
    mkdir -p "$cache"
    # Several checkouts can share the cache.
    exec 9>"$debian.lock"
    flock 9
    if [[ $(cat "$debian/packages" 2>/dev/null) == "${packages[*]}" ]]; then
        return
    fi
    need_debian_command debootstrap debootstrap
    local mirror new=$debian.new include
    mirror=$(debian_mirror)
    include=$(IFS=, && printf '%s' "${packages[*]}")
    say "Creating $debian ..."
    rm -rf "$new" "$debian"
    debootstrap --variant=minbase "--include=$include" "$suite" "$new" "$mirror" >"$debian.log" 2>&1 || {
        tail -n 5 "$debian.log" >&2
        rm -rf "$new"
        fail "debootstrap cannot create a Debian 13 from $mirror. Its output is in $debian.log"
    }
    rm -f "$new"/var/cache/apt/archives/*.deb
    printf '%s' "${packages[*]}" >"$new/packages"
    mv "$new" "$debian"
}

# run COMMAND...: in a mount namespace of its own, so that the mounts end with the command and what it starts.
run() {
    create >&2
    # shellcheck disable=SC2016 # expanded by the inner shell
    exec unshare --mount --propagation private bash -c '
        set -e
        debian=$1 home=$2
        shift 2
        mount --bind /tmp "$debian/tmp"
        mount --rbind /proc "$debian/proc"
        mkdir -p "$debian$home"
        mount --bind "$home" "$debian$home"
        exec chroot "$debian" env -C "$home" "$@"
    ' bash "$debian" "$home" "$@" 9>&-
}

case ${1:-} in
    create) create ;;
    run)
        shift
        [[ $# -gt 0 ]] || { usage >&2 && exit 2; }
        run "$@"
        ;;
    --help | -h) usage ;;
    *) usage >&2 && exit 2 ;;
esac
