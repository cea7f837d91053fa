#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The table of proofs and gaps: every instance of a folder with a known.csv.
#
#     bench/run.sh DIR [--time SECONDS] [--engine NAME] [--cpu] ...
#
# With no known.csv in DIR or above, but in folders below, each of those with
# instances has a line. Builds what it needs in build/ (or $BUILD).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$here/build}
[ $# -ge 1 ] || { sed -n '3,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1
shift
[ -d "$dir" ] || { echo "run.sh: $dir is no folder" >&2; exit 2; }
[ -x "$here/configure" ] || (cd "$here" && autoreconf -i >/dev/null)
mkdir -p "$build"
[ -f "$build/config.status" ] || (cd "$build" && "$here/configure" -q)
make -s -C "$build" bench/bench_set

# One line for each folder that holds instances.
if [ -f "$dir/known.csv" ]; then
    status=0
    for sub in $(sed -n '2,$s|/[^/]*,.*||p' "$dir/known.csv" | sort -u); do
        [ -d "$dir/$sub" ] || continue
        "$build/bench/bench_set" "$dir/$sub" --quiet "$@" || status=1
    done
    exit $status
fi
exec "$build/bench/bench_set" "$dir" --quiet "$@"
