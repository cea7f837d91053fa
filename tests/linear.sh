#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# weft --linear: commands in, sentences out.
. "${srcdir:-.}/tests/lib/tap.sh"
plans=$(cd "${srcdir:-.}/tests/plans" && pwd)
. "${srcdir:-.}/tests/lib/cli.sh"

export XDG_STATE_HOME="$scratch/state" LC_ALL=C.UTF-8
cat "$plans/genome.json" >genome.json

commands() { # commands LINE...: run with these lines
    printf '%s\n' "$@" >.commands
    run_with .commands --linear genome.json
}

commands status tasks 'task align_c' next chain nodes
gives 'questions end well' 0
quiet 'nothing on standard error'
is 'every answer is a sentence' "$out" \
    'genome.json, 12 tasks, 3 nodes: makespan 29, optimal
genome.json, 12 tasks, 3 nodes: makespan 29, optimal
fetch: on disk, from 0 to 3, critical
index: on cpu, from 0 to 4, float 1
split: on cpu, from 3 to 5, critical
align_a: on cpu, from 5 to 10, critical
align_b: on cpu, from 5 to 10, float 5
train: on gpu, from 5 to 13, float 10
align_c: on cpu, from 10 to 15, waits 5, critical
merge: on disk, from 15 to 17, critical
call: on cpu, from 17 to 23, critical
qc: on cpu, from 17 to 20, float 7
score: on gpu, from 23 to 27, critical
report: on cpu, from 27 to 29, critical
12 tasks
align_c: on cpu, from 10 to 15, waits 5, critical
starts at 10, not 5: ready at 5 (after split) but needs slots 2 and cpu is 4/4 busy until 10 (align_a, align_b). Critical: a delay here delays the whole plan.
cpu 6 would make it 29 -> 24 (-5, -17%); 2 ] tries it.
After index, split; before merge.
Needs slots 2 on cpu.
merge: on disk, from 15 to 17, critical
1. fetch: on disk, from 0 to 3, critical
2. split: on cpu, from 3 to 5, critical
3. align_a: on cpu, from 5 to 10, critical
4. align_c: on cpu, from 10 to 15, waits 5, critical
5. merge: on disk, from 15 to 17, critical
6. call: on cpu, from 17 to 23, critical
7. score: on gpu, from 23 to 27, critical
8. report: on cpu, from 27 to 29, critical
cpu, slots: capacity 4, at most 4 used, 54% on average, full for 8 of 29
gpu, slots: capacity 1, at most 1 used, 41% on average, full for 12 of 29
disk, slots: capacity 2, at most 1 used, 8% on average, full for 0 of 29'

commands 'set node cpu capacity.slots=6' undo redo 'add' 'nonsense'
prints 'an edit is answered with the makespan' 'makespan 29 -> 24 (-5, -17%)'
prints 'undo says what it undid' 'undid: set node cpu capacity.slots=6'
prints 'a fault is told' 'cannot: the edit is incomplete'
prints 'an unknown command too' "no command 'nonsense'"
prints 'the end of the commands writes nothing' 'nothing was written since'
is 'the file is as it was' "$(cat genome.json)" "$(cat "$plans/genome.json")"

commands d 'set node cpu capacity.slots=6' u U 'why align_c' u
prints 'u undoes' 'undid: set node cpu capacity.slots=6; makespan 24 -> 29'
prints 'U does it again' 'redid: set node cpu capacity.slots=6; makespan 29'
prints 'why tells the reason' 'starts at 5: after split.'
commands d 'set node cpu capacity.slots=6' undo redo

commands v r write quit
prints 'the next run finds what was not written' '3 unsaved commands from'
prints 'and shows it' 'set node cpu capacity.slots=6'
prints 'and recovers it' 'recovered 3 commands'
has 'and writes it' "$(cat genome.json)" '"slots": 6'
gives 'leaving ends well' 0
is 'nothing is left behind' "$(ls -A genome.json .genome* 2>/dev/null)" \
    genome.json

commands 'set task merge duration=9' quit x quit d
prints 'leaving asks' 'w: write it and leave. d: discard'
prints 'another answer stays' 'genome.json, 12 tasks'
lacks='"duration": 9'
case $(cat genome.json) in
*"$lacks"*) not_ok 'discarded is not written' "$(cat genome.json)" ;;
*) ok 'discarded is not written' ;;
esac

commands '# a comment' '' ':status' help
prints 'help lists the edit lines' 'add task|node ID'
prints 'and what is only here' 'nodes [LETTERS]'

printf 'tasks\nadd task x y\n' >.commands
LC_ALL=C run_with .commands --linear "$plans/names.json"
is 'in ASCII nothing else is printed' \
    "$(LC_ALL=C tr -d '\n -~' <.out)" ''
case $out in
*"$(printf '\033')"*) not_ok 'no escape sequence comes out' "$out" ;;
*) ok 'no escape sequence comes out' ;;
esac

run_with /dev/null --linear -
gives 'the plan cannot be standard input' 2
run --ambiguous-width 3 genome.json
gives 'a width of 3 is wrong' 2
done_testing
