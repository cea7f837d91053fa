# SPDX-License-Identifier: GPL-3.0-or-later
# tests/lib/cli.sh - running weft in a scratch folder. Sourced after tap.sh.
#
#   run ARG...         weft ARG... without a terminal; sets rc, out, err
#   run_with FILE ARG... the same with FILE as stdin
#   gives NAME RC      the last run ended with exit code RC
#   says NAME TEXT     ... and said TEXT (anywhere) on stderr
#   prints NAME TEXT   ... and printed TEXT (anywhere)
#   quiet NAME         ... and said nothing on stderr
#   narrow NAME COLUMNS  ... and printed no wider line
#   plan TASKS [MORE]  a document with one node and these tasks, on stdout
samples=${SAMPLES_DIR:?}
weft=${WEFT:?}
scratch=$(mktemp -d) || exit 99
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
# What is under test is weft, not the settings of who runs the tests.
unset COLUMNS

run() { run_with /dev/null "$@"; }
run_with() {
    input=$1
    shift
    rc=0
    "$weft" "$@" >.out 2>.err <"$input" || rc=$?
    out=$(cat .out)
    err=$(cat .err)
}
story() { printf 'exit code %s\nstdout:\n%s\nstderr:\n%s' "$rc" "$out" "$err"; }
gives() {
    if [ "$rc" = "$2" ]; then ok "$1"; else not_ok "$1" "want exit code $2
$(story)"; fi
}
has() { # has NAME WHERE TEXT
    case $2 in
    *"$3"*) ok "$1" ;;
    *) not_ok "$1" "missing: $3
$(story)" ;;
    esac
}
says() { has "$1" "$err" "$2"; }
prints() { has "$1" "$out" "$2"; }
narrow() { # narrow NAME COLUMNS: no line printed is wider
    is "$1" "$([ "$(wc -L <.out)" -le "$2" ] || cat .out)" ''
}
quiet() { is "$1" "$err" ''; }
plan() {
    printf '{"weft": "1.0", "time_unit": "none",
 "nodes": [{"id": "n", "capacity": {"cpu": 2}}],
 "tasks": [%s]%s}\n' "$1" "${2-}"
}
