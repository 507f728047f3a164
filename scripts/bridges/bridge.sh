# shellcheck shell=bash
# What the scripts that run a bridge have in common. Meant to be sourced, after requirements.sh.

# bridge ACTION OPTION...: what each script does. The script has usage, start, render and stop, the names of its options in
# the array "options", and for each a variable: --client-id sets client_id.
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
            # shellcheck disable=SC2034 # for the callers
            foreground=yes
            shift
            continue
        fi
        is_option "$1" || fail "Unknown option $1. Try scripts/bridges/${0##*/} --help"
        [[ $# -ge 2 ]] || fail "$1 needs a value."
        local variable=${1#--}
        printf -v "${variable//-/_}" '%s' "$2"
        shift 2
    done
    [[ -z ${keycloak:-} ]] || keycloak=${keycloak%/}
}

is_option() {
    local option
    # shellcheck disable=SC2154 # the script's
    for option in "${options[@]}"; do
        [[ $1 != "--$option" ]] || return 0
    done
    return 1
}

# choose_user NAME PACKAGE: what needs no root does not get it. As root, the bridge runs as NAME, the user of its own Debian
# package, and otherwise as whoever starts it. Sets user, group and the command prefix as_user.
choose_user() {
    as_user=()
    user=$(id -un)
    if [[ $(id -u) -eq 0 ]]; then
        user=$1
        id "$user" >/dev/null 2>&1 || fail "The user $user is missing. Debian's package $2 creates it."
        as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    fi
    # shellcheck disable=SC2034 # for the callers
    group=$(id -gn "$user")
}

# Bridges put the directory into the names of their sockets, which have at most 108 bytes, and into settings that split
# at spaces; and as root, the directory may lie in a home that the bridge's user must not enter. Where it does not suit,
# a directory under /tmp takes its place and it becomes a link to that. Makes $state, and its name absolute.
make_state_directory() {
    if [[ -L $state && -d $state ]]; then
        state=$(readlink "$state")
        return
    fi
    [[ ! -L $state ]] || rm -f "$state"
    mkdir -p "$state"
    state=$(cd "$state" && pwd -P)
    if ! suits_bridges "$state"; then
        local elsewhere
        elsewhere=$(mktemp -d /tmp/keycloak-app-passwords.XXXXXX)
        rmdir "$state" 2>/dev/null || fail "$state does not suit. Choose a shorter, plain path with --state."
        ln -s "$elsewhere" "$state"
        state=$elsewhere
    fi
    chmod "${state_mode:-700}" "$state"
}

suits_bridges() {
    [[ $1 =~ ^[A-Za-z0-9/._-]+$ && ${#1} -le 70 ]] && "${as_user[@]}" test -x "${1%/*}/"
}

# fill_in FILE NAME=VALUE...: the file with each @NAME@ replaced. The programs expand no environment variables in theirs.
fill_in() {
    local file=$1 expressions=() pair
    shift
    for pair in "$@"; do
        expressions+=(-e "s|@${pair%%=*}@|$(for_sed "${pair#*=}")|g")
    done
    sed "${expressions[@]}" "$file"
}

for_sed() {
    printf '%s' "$1" | sed -e 's/[\\&|]/\\&/g'
}

# read_secret FILE: what it holds.
read_secret() {
    cat "$1" || fail "The client secret cannot be read from $1."
}

# write_private FILE: standard input, where only the owner can read it.
write_private() {
    (umask 077 && cat >"$1")
}

# client_authorization ID SECRET: what a bridge sends in X-Client-Authorization.
client_authorization() {
    printf 'Basic %s' "$(printf '%s:%s' "$(form_encoded "$1")" "$(form_encoded "$2")" | base64 -w 0)"
}

# Percent-encodes everything but letters, digits and - . _ * (RFC 6749, section 2.3.1).
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

# A character that a URL cannot have stops some bridges at the first sign-in. check_realm NAME
check_realm() {
    [[ $1 =~ ^[A-Za-z0-9._~-]+$ ]] || fail "The realm's name, $1, does not fit into a URL as it is."
}

# running_process PIDFILE TEXT: the process id in the file, or nothing. The file may outlive its process, and the number may
# then be somebody else's: TEXT is part of the command line.
running_process() {
    local pid
    pid=$(tr -d ' \n' 2>/dev/null <"$1") || return 0
    if [[ -n $pid ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$2"; then
        say "$pid"
    fi
}

# end_process PID NAME: asks it to end and waits until it has.
end_process() {
    [[ -n $1 ]] || return 0
    kill -TERM "$1" 2>/dev/null || return 0
    for _ in {1..100}; do
        [[ -d /proc/$1 ]] || return 0
        sleep 0.1
    done
    fail "$2 (process $1) does not stop."
}
