#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The direction of dependencies, checked on the include lines: a folder uses
# the folders before it in `order`, never one after.
cd "${srcdir:-.}" || exit 99
. tests/lib/tap.sh

order='base graph model engine analysis io worker ui tui cli'
rank() {
    n=0
    for l in $order; do
        n=$((n + 1))
        [ "$l" = "$1" ] && { echo "$n"; return; }
    done
    echo 0
}
layer_of() { # path as in the include line or on disk
    case $1 in
    src/*/*) l=${1#src/} && echo "${l%%/*}" ;;
    */weft/err.h | weft/err.h | */weft/unit.h | weft/unit.h) echo base ;;
    */weft/graph.h | weft/graph.h) echo graph ;;
    */weft/plan.h | weft/plan.h | */weft/edit.h | weft/edit.h) echo model ;;
    */weft/problem.h | weft/problem.h) echo model ;;
    */weft/check.h | weft/check.h) echo model ;;
    */weft/engine.h | weft/engine.h) echo engine ;;
    */weft/policy.h | weft/policy.h) echo engine ;;
    */weft/analysis.h | weft/analysis.h) echo analysis ;;
    */weft/whatif.h | weft/whatif.h) echo analysis ;;
    */weft/io.h | weft/io.h) echo io ;;
    weft/* | include/weft/*) echo unknown ;;
    */*) echo "${1%%/*}" ;;
    esac
}
complaints=
complain() {
    complaints="$complaints$1
"
}

for f in src/*/*.[ch] include/weft/*.h; do
    me=$(layer_of "$f")
    [ "$(rank "$me")" -gt 0 ] || complain "$f: in no known layer"
    for inc in $(sed -n 's/^ *# *include "\([^"]*\)".*/\1/p' "$f"); do
        dep=$(layer_of "$inc")
        [ -n "$dep" ] || continue # config.h
        [ "$(rank "$dep")" -gt 0 ] || complain "$f: $inc is in no known layer"
        [ "$(rank "$dep")" -le "$(rank "$me")" ] ||
            complain "$f: $me must not include $inc ($dep)"
    done
    for inc in $(sed -n 's/^ *# *include <\([^>]*\)>.*/\1/p' "$f"); do
        case $inc in
        *curses.h) allowed=tui ;;
        glpk.h) allowed=$(case $f in src/engine/ilp*.c) echo engine ;; esac) ;;
        cjson/*) allowed=$(case $f in *.c) echo io ;; esac) ;;
        time.h | sys/time.h | signal.h | poll.h | sys/wait.h | termios.h)
            allowed='worker tui cli' ;;
        unistd.h | fcntl.h | sys/stat.h) allowed='io worker tui cli' ;;
        *) continue ;;
        esac
        case " $allowed " in
        *" $me "*) ;;
        *) complain "$f: <$inc> does not belong in $me" ;;
        esac
    done
done
is 'every folder uses only the folders before it' "$complaints" ''

lacking=$(grep -L 'SPDX-License-Identifier: GPL-3.0-or-later' \
    src/*/*.[ch] include/weft/*.h tests/*.[ch] tests/*.sh tests/lib/* dev)
is 'every source names its licence' "$lacking" ''

banned=$(grep -nwE 'atoi|atol|strcpy|strcat|sprintf|strtok|gets|alloca' \
    src/*/*.c | grep -vE '^[^:]*:[0-9]*: *(\*|/\*|//)')
is 'no banned function is called' "$banned" ''
done_testing
