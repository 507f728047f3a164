#!/usr/bin/env bash
# Builds the files of a release into target/release: see docs/releasing.md. Publishes nothing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"

artifact=keycloak-app-passwords
ldap_bridge=keycloak-ldap-bridge
out=target/release

usage() {
    cat <<END
Usage: scripts/release/release.sh [--snapshot] [--tag TAG] [--check | --changes]

Builds a release into $out: the JAR for Keycloak and the one of the LDAP bridge, sources, Javadoc, SBOMs, changes and
checksums. The version is the one in pom.xml.

  --snapshot  allow a version that ends in -SNAPSHOT; its changes are those under "Unreleased"
  --tag TAG   fail unless the version in pom.xml and this commit have this tag
  --check     only check whether this checkout can be released
  --changes   only print the changes of this version
  --help      print this text
END
}

main() {
    local snapshot=no tag='' check=no
    while [[ $# -gt 0 ]]; do
        case $1 in
            --snapshot) snapshot=yes ;;
            --tag)
                [[ $# -ge 2 ]] || fail "--tag requires a tag. Try scripts/release/release.sh --help"
                tag=$2
                shift
                ;;
            --check) check=yes ;;
            --changes) check=changes ;;
            --help | -h) usage && exit ;;
            *) fail "Unknown option $1. Try scripts/release/release.sh --help" ;;
        esac
        shift
    done
    cd "$root"
    version=$(project_version)
    [[ $check != changes ]] || { changes && exit; }
    check_version "$snapshot"
    check_clean
    check_tag "$snapshot" "$tag"
    check_changes
    if [[ $check == yes ]]; then
        say "This checkout can be released as $version."
        exit
    fi
    need_java 17
    need_maven
    need_node
    build
    collect
    say "$version is in $out:"
    (cd "$out" && cat SHA256SUMS)
}

# The first version in the parent POM is the project's own.
project_version() {
    sed -n 's:^    <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1
}

check_version() {
    [[ -n $version ]] || fail "pom.xml has no version."
    if [[ $version == *-SNAPSHOT && $1 == no ]]; then
        fail "The version in pom.xml is $version. Set the one to release:" \
            "  mvn versions:set -DgenerateBackupPoms=false -DprocessAllModules -DupdateBuildOutputTimestamp=false -DnewVersion=${version%-SNAPSHOT}" \
            "or try a release with scripts/release/release.sh --snapshot."
    fi
}

check_clean() {
    local changes
    git rev-parse --git-dir >/dev/null 2>&1 || fail "$root is not a Git checkout: the release could not be reproduced."
    [[ $(git rev-parse --show-toplevel) == "$(pwd -P)" ]] || fail "$root is not the top of its Git checkout."
    changes=$(git status --porcelain)
    [[ -z $changes ]] || fail "These changes are not committed:" "$changes"
    # Maven also packs files that Git ignores.
    changes=$(git ls-files --others --ignored --exclude-standard -- authenticator/src themes/src account-ui/src ldap-bridge/src)
    [[ -z $changes ]] || fail "Git ignores these files, but Maven could pack them into the JAR:" "$changes"
}

# check_tag SNAPSHOT TAG
check_tag() {
    local wanted=v$version here
    [[ -z $2 || $2 == "$wanted" ]] || fail "The tag is $2, but the version in pom.xml is $version, whose tag is $wanted."
    [[ $1 == no ]] || return 0
    here=$(git tag --points-at HEAD --list 'v*')
    if [[ -n $here && $'\n'$here$'\n' != *$'\n'$wanted$'\n'* ]]; then
        fail "This commit is tagged ${here//$'\n'/, }, but the version in pom.xml is $version, whose tag is $wanted."
    fi
    if [[ -z $here ]] && git rev-parse -q --verify "refs/tags/$wanted" >/dev/null; then
        fail "$wanted is the tag of another commit. Has $version already been released?"
    fi
    [[ -z $2 || -n $here ]] || fail "This commit is not tagged $2."
}

check_changes() {
    [[ $(changes | tr -d '[:space:]') ]] ||
        fail "CHANGELOG.md has no section \"## [$(section)]\", or the section is empty."
}

section() {
    if [[ $version == *-SNAPSHOT ]]; then
        say Unreleased
    else
        say "$version"
    fi
}

# Prints the section of this version, without its heading and the empty lines around it.
changes() {
    section=$(section) awk '
        /^## / { wanted = index($0, "## [" ENVIRON["section"] "]") == 1; next }
        /^\[[^]]*\]: / { next }
        !wanted { next }
        NF == 0 { empty = empty (seen ? "\n" : ""); next }
        { printf "%s%s\n", empty, $0; empty = ""; seen = 1 }
    ' CHANGELOG.md
}

build() {
    say "== Building $version"
    mvn -B -ntp clean package -Prelease -DskipTests -pl bundle,ldap-bridge -am
}

collect() {
    local name=$out/$artifact-$version bridge=$out/$ldap_bridge-$version
    rm -rf "$out"
    mkdir -p "$out"
    cp "bundle/target/$artifact-$version.jar" "$name.jar"
    pack authenticator/target/reports/apidocs "$name-javadoc.jar"
    pack_sources "$name-sources.jar" {authenticator,themes,account-ui}/src/main/{java,resources,ts}
    jar_tool --list --file "$name.jar" |
        node scripts/release/sbom.mjs bundle/target/bom.json account-ui/target/bundled-packages.json account-ui/package-lock.json \
            >"$name.cdx.json"
    cp "ldap-bridge/target/$ldap_bridge.jar" "$bridge.jar"
    pack_sources "$bridge-sources.jar" ldap-bridge/src/main/{java,resources}
    jar_tool --list --file "$bridge.jar" | node scripts/release/sbom.mjs ldap-bridge/target/bom.json >"$bridge.cdx.json"
    cp docker/ldap-bridge/keycloak-ldap-bridge.service "$out/"
    changes >"$out/CHANGES.md"
    cp LICENSE "$out/LICENSE"
    (
        cd "$out"
        LC_ALL=C
        files=(*)
        sha256sum "${files[@]}" >SHA256SUMS
        sha512sum "${files[@]}" >SHA512SUMS
    )
    find "$out" -type f -exec chmod 644 {} +
}

# pack_sources JAR FOLDER...: packs the folders that exist. Files that the JAR contains unchanged have the same path as there.
pack_sources() {
    local jar=$1 staging=target/release-sources folder
    shift
    rm -rf "$staging"
    mkdir -p "$staging"
    for folder in "$@"; do
        [[ ! -d $folder ]] || cp -R "$folder/." "$staging/"
    done
    cp LICENSE "$staging/"
    pack "$staging" "$jar"
}

# pack FOLDER JAR: packs the files in a fixed order and with a fixed time. Maven would also pack their permissions, which
# depend on the umask.
pack() {
    local list=target/release.list time
    time=$(build_time)
    # Quoted, because "#" would start a comment.
    (cd "$1" && find . -type f) | sed 's:^\./\(.*\):"\1":' | LC_ALL=C sort >"$list"
    (cd "$1" && jar_tool --create --no-manifest --date="$time" --file "$root/$2" "@$root/$list")
}

build_time() {
    sed -n 's:.*<project\.build\.outputTimestamp>\(.*\)</project\.build\.outputTimestamp>.*:\1:p' pom.xml
}

jar_tool() {
    "${JAVA_HOME:+$JAVA_HOME/bin/}jar" "$@"
}

main "$@"
