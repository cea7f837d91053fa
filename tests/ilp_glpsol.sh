#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The LP file through a solver of its own process, where GLPK's is installed.
. "${srcdir:-.}/tests/lib/tap.sh"

dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

if ! command -v glpsol >/dev/null 2>&1; then
    skip 'glpsol agrees with the plan' 'no glpsol'
    done_testing
fi

# glpsol's optimum of sample $1, in ticks
lp_optimum() {
    "$WEFT" solve --engine ilp --write-lp "$dir/$1.lp" -o "$dir/$1.json" \
        "$SAMPLES_DIR/$1.json" 2>"$dir/err" &&
        glpsol --lp "$dir/$1.lp" -o "$dir/$1.sol" >"$dir/log" &&
        sed -n 's/^Objective:  obj = \([0-9]*\) (MINimum)/\1/p' "$dir/$1.sol"
}

# ticks of 10, of a minute
is 'glpsol agrees on article' "$(lp_optimum article)" 7
is 'glpsol agrees on diamond' "$(lp_optimum diamond)" 7
done_testing
