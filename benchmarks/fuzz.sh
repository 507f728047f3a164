#!/usr/bin/env bash
# Runs the coverage-guided fuzzer (Jazzer) on every fuzz test of authenticator/ and ldap-bridge/, and writes
# benchmarks/fuzz-report.md.
# Usage: benchmarks/fuzz.sh [executions per target] [maximum time per target, such as 60s]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/requirements.sh
source "$root/scripts/requirements.sh"
executions=${1:-100000}
longest=${2:-60s}
report=$root/benchmarks/fuzz-report.md
modules=(authenticator ldap-bridge)
work=$root/target/fuzz

need_java 17
need_maven
cd "$root"
mkdir -p "$work"
say "== Building"
mvn -B -ntp -q test-compile dependency:build-classpath -Dmdep.outputFile=target/fuzz-classpath -Dmdep.includeScope=test \
    -pl "$(IFS=, && echo "${modules[*]}")"

# In the folder of a module.
jazzer() {
    nice java -Xmx1g -cp "target/test-classes:target/classes:$(<target/fuzz-classpath)" com.code_intelligence.jazzer.Jazzer "$@"
}

# last PATTERN: the last number in the log that follows this pattern.
last() {
    grep -aoP "$1\K[0-9]+" "$log" | tail -1 || true
}

rows=$work/rows
: > "$rows"
total=0
findings=0
idle=0

# fuzz CLASS METHOD, in the folder of its module.
fuzz() {
    local class=$1 method=$2 log=$work/$1.$2.log result=nothing runs
    say "== ${class##*.}, $method"
    mkdir -p "$work/corpus/$class.$method"
    jazzer --target_class="$class" --target_method="$method" --instrumentation_includes='org.apppasswords.**' \
        --max_executions="$executions" --max_duration="$longest" --reproducer_path="$work" \
        -timeout=20 -print_final_stats=1 -artifact_prefix="$work/$class.$method." \
        "$work/corpus/$class.$method" > "$log" 2>&1 || result=finding
    runs=$(last 'stat::number_of_executed_units: +')
    [ $result = nothing ] || findings=$((findings + 1))
    [ "${runs:-0}" != 0 ] || idle=$((idle + 1))
    total=$((total + ${runs:-0}))
    echo "| \`${class#org.apppasswords.}\` | ${method} | ${runs:-0} | $(last 'Done [0-9]+ runs in ') | $(last 'cov: ')" \
        "| $(last 'corp: ') | $result |" >> "$rows"
}

began=$(date +%s)
for module in "${modules[@]}"; do
    cd "$root/$module"
    for class in $(find src/test/java -name '*FuzzTest.java' | sort | sed 's|src/test/java/||; s|/|.|g; s|\.java$||'); do
        # shellcheck disable=SC2013 # one word for each line
        for method in $(sed -n '/@FuzzTest/{n;s/.* void \([A-Za-z0-9]*\)(.*/\1/p}' "src/test/java/${class//.//}.java"); do
            fuzz "$class" "$method"
        done
    done
done

{
    echo "# Fuzzing"
    echo
    echo "Written by \`benchmarks/fuzz.sh $executions $longest\` at $(git rev-parse --short HEAD), $(date -u +%F): coverage-guided,"
    echo "Jazzer $(sed -n 's|.*<jazzer.version>\(.*\)</jazzer.version>.*|\1|p' "$root/pom.xml") (libFuzzer) on Java $(java -version 2>&1 | sed -n '1s/[^"]*"\([^"]*\)".*/\1/p'), $(nproc) processors. Only our own classes are instrumented."
    echo
    echo "**$total executions** in $(($(date +%s) - began)) seconds, **$findings findings**."
    echo
    echo "| target | what must hold | executions | seconds | edges covered | corpus | found |"
    echo "| --- | --- | ---: | ---: | ---: | ---: | --- |"
    cat "$rows"
} > "$report"
say "The report is benchmarks/fuzz-report.md; logs and inputs are in target/fuzz"
[ "$idle" = 0 ] || fail "$idle targets were not executed. Their logs say why."
[ "$findings" = 0 ]
