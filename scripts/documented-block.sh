# shellcheck shell=bash
# Reads code blocks of docs/, so that scripts run the same lines as the readers. Meant to be sourced, after requirements.sh.

# documented_block: prints the commands of a block, without prompts. $1 is the document, and $2 the name in the comment
# before the block.
documented_block() {
    local commands
    commands=$(awk -v comment="^ *<!-- Tests (run|use) this block as $2[.] -->\$" '
        $0 ~ comment { found = 1; next }
        found && /^ *```/ { if (inside) exit; inside = 1; next }
        inside { sub(/^ *[$] /, ""); print }' "$(dirname "${BASH_SOURCE[0]}")/../docs/$1")
    [[ -n $commands ]] || fail "docs/$1 has no block $2."
    say "$commands"
}
