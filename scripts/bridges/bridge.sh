# shellcheck shell=bash
# Functions shared by the scripts that run a bridge. Meant to be sourced, after requirements.sh.

# bridge ACTION OPTION...: parses the options and runs the action. The script defines the functions usage, start, render and
# stop, and the names of its options in the array "options". Each option sets a variable: --client-id sets client_id.
bridge() {
    local action=${1:-}
    [[ -n $action ]] && shift
    case $action in
        start | render | stop) ;;
        --help | -h) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
    parse_options "$@"
    "$action"
}

parse_options() {
    foreground=no
    while [[ $# -gt 0 ]]; do
        if [[ $1 == -F ]]; then
            # shellcheck disable=SC2034 # used by the callers
            foreground=yes
            shift
            continue
        fi
        is_option "$1" || fail "Unknown option $1. Try scripts/bridges/${0##*/} --help"
        [[ $# -ge 2 ]] || fail "$1 requires a value."
        local variable=${1#--}
        printf -v "${variable//-/_}" '%s' "$2"
        shift 2
    done
    [[ -z ${keycloak:-} ]] || keycloak=${keycloak%/}
}

is_option() {
    local option
    # shellcheck disable=SC2154 # defined by the script
    for option in "${options[@]}"; do
        [[ $1 != "--$option" ]] || return 0
    done
    return 1
}

# choose_user NAME PACKAGE: drops root privileges that the bridge does not need. If root starts the script, the bridge runs
# as NAME, the user that the Debian package PACKAGE creates. Sets user, group and the command prefix as_user.
choose_user() {
    as_user=()
    user=$(id -un)
    if [[ $(id -u) -eq 0 ]]; then
        user=$1
        id "$user" >/dev/null 2>&1 || fail "The user $user does not exist. The Debian package $2 creates it."
        as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    fi
    # shellcheck disable=SC2034 # used by the callers
    group=$(id -gn "$user")
}

# make_state_directory: creates $state and makes its name absolute. Bridges use the name in socket paths, which are limited
# to 108 bytes, and in settings that split at spaces. If root starts the script, the directory may also be inside a home that
# the bridge's user cannot enter. If the directory is unsuitable, it becomes a link to a new one under /tmp.
make_state_directory() {
    if [[ -L $state && -d $state ]] && is_own "$state"; then
        state=$(readlink "$state")
        return
    fi
    [[ ! -L $state ]] || rm -f "$state"
    mkdir -p "$state"
    state=$(cd "$state" && pwd -P)
    if ! suits_bridges "$state"; then
        local elsewhere
        elsewhere=$(mktemp -d /tmp/keycloak-app-passwords.XXXXXX)
        rmdir "$state" 2>/dev/null || fail "--state: $state must be shorter and contain only letters, digits and . _ / -"
        ln -s "$elsewhere" "$state"
        state=$elsewhere
    fi
    chmod "${state_mode:-700}" "$state"
}

# is_own DIRECTORY: whether it belongs to the user of this script or of the bridge. Others can create directories under /tmp
# too, after the script's own was removed.
is_own() {
    local owner
    owner=$(stat -L -c %U "$1")
    [[ $owner == "$(id -un)" || $owner == "${user:-}" ]]
}

suits_bridges() {
    [[ $1 =~ ^[A-Za-z0-9/._-]+$ && ${#1} -le 70 ]] && "${as_user[@]}" test -x "${1%/*}/"
}

# keep_outside OPTION FILE...: fails if a file is in $state, where the caller is about to delete and write files.
keep_outside() {
    local option file
    while [[ $# -gt 0 ]]; do
        option=$1 file=$2
        shift 2
        [[ -z $file || $(cd "$(dirname "$file")" 2>/dev/null && pwd -P) != "$state" ]] ||
            fail "$option: $file must not be in $state, where this script writes its own files."
    done
}

# fill_in FILE NAME=VALUE...: prints the file with each @NAME@ replaced. The bridges do not expand environment variables in
# their configuration files.
fill_in() {
    local file=$1
    shift
    # The values can be secrets, and other users can read the arguments of a program.
    sed -f <(substitutions "$@") "$file"
}

substitutions() {
    local pair
    for pair in "$@"; do
        printf 's|@%s@|%s|g\n' "${pair%%=*}" "$(for_sed "${pair#*=}")"
    done
}

for_sed() {
    printf '%s' "$1" | sed -e 's/[\\&|]/\\&/g'
}

# read_secret FILE: prints its content.
read_secret() {
    cat "$1" || fail "Cannot read the client secret from $1."
}

# write_private FILE: writes standard input to a file that only the owner can read.
write_private() {
    (umask 077 && cat >"$1")
}

# split_url URL: sets url_scheme, url_authority, url_host, url_port and url_path.
split_url() {
    [[ $1 =~ ^(https?)://(([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:([0-9]+))?)(/[A-Za-z0-9._~/-]*)?$ ]] ||
        fail "--keycloak: $1 must be like https://keycloak.example.org"
    # shellcheck disable=SC2034 # used by the callers
    url_scheme=${BASH_REMATCH[1]} url_authority=${BASH_REMATCH[2]} url_host=${BASH_REMATCH[3]} url_port=${BASH_REMATCH[5]} url_path=${BASH_REMATCH[6]}
    [[ -n $url_port ]] || { [[ $url_scheme == https ]] && url_port=443 || url_port=80; }
}

# client_authorization ID SECRET: prints the client's ID and secret as a value of Authorization or X-Client-Authorization.
client_authorization() {
    printf 'Basic %s' "$(printf '%s:%s' "$(form_encoded "$1")" "$(form_encoded "$2")" | base64 -w 0)"
}

# form_encoded TEXT: percent-encodes all characters except letters, digits and - . _ * (RFC 6749, section 2.3.1).
form_encoded() {
    local LC_ALL=C text=$1 character i
    for ((i = 0; i < ${#text}; i++)); do
        character=${text:i:1}
        case $character in
            [a-zA-Z0-9._*-]) printf '%s' "$character" ;;
            *) printf '%%%02X' "$(($(printf '%d' "'$character") & 255))" ;;
        esac
    done
}

# check_realm NAME: rejects names that a URL cannot contain as they are. With such a name, some bridges fail at the first
# sign-in.
check_realm() {
    [[ $1 =~ ^[A-Za-z0-9._~-]+$ ]] || fail "--realm: $1 must contain only letters, digits and . _ ~ -"
}

# running_process PIDFILE TEXT: prints the process ID in the file if that process is running. TEXT must be part of its command
# line: the file may outlive its process, and another process may then have the same ID.
running_process() {
    local pid
    pid=$(tr -d ' \n' 2>/dev/null <"$1") || return 0
    if [[ -n $pid ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2"; then
        say "$pid"
    fi
}

# end_process PID NAME: asks the process to stop, and waits until it has.
end_process() {
    [[ -n $1 ]] || return 0
    kill -TERM "$1" 2>/dev/null || return 0
    for _ in {1..100}; do
        # In a container, it may remain as a zombie: its first process does not always wait for others.
        if [[ ! -d /proc/$1 ]] || grep -q '^State:.*zombie' "/proc/$1/status" 2>/dev/null; then
            return 0
        fi
        sleep 0.1
    done
    fail "$2 (process $1) does not stop."
}
