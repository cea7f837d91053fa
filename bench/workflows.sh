#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plan every workflow of a folder on its own machines: makespan, proved bound
# and gap, a table in Markdown.
#
#     bench/workflows.sh DIR [--time SECONDS] ...
#
# What follows DIR goes to weft report. Builds what it needs in build/ (or
# $BUILD).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}
[ $# -ge 1 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1
shift
[ -x "$here/configure" ] || (cd "$here" && autoreconf -i >/dev/null)
mkdir -p "$build"
[ -f "$build/config.status" ] || (cd "$build" && "$here/configure" -q)
make -s -C "$build" weft

number() { # number KEY: of the schedule in report
    sed -n "/\"schedule\"/,\$s/.*\"$1\": \\([0-9.]*\\).*/\\1/p" report | head -n 1
}
word() {
    sed -n "/\"schedule\"/,\$s/.*\"$1\": \"\\([^\"]*\\)\".*/\\1/p" report |
        head -n 1
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
dir=$(cd "$dir" && pwd)
cd "$tmp"
echo '| workflow | tasks | makespan (s) | bound (s) | gap | seconds |'
echo '|---|---|---|---|---|---|'
for f in "$dir"/*.json; do
    from=$(date +%s.%N)
    "$build/weft" report --json "$@" "$f" >report 2>errors || cat errors >&2
    to=$(date +%s.%N)
    awk -v name="$(basename "$f" .json)" -v n="$(grep -c '{"id": ' report)" \
        -v m="$(number makespan)" -v b="$(number bound)" \
        -v s="$(word status)" -v t="$(echo "$to $from" | awk '{ print $1 - $2 }')" \
        'BEGIN { printf "| %s | %d | %s | %s | %s | %.1f |\n", name, n, m, b,
            s == "optimal" ? "0, optimal" : sprintf("%.2f %%", 100 * (m - b) / m), t }'
done
