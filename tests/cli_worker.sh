#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The worker, as weft(1) describes its protocol, and --worker.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

line() { tr '\n' ' ' <"$1"; }
ask() { # ask MEMBERS FILE: a request on stdout
    printf '{"weft_worker": 1, %s}\n%s\n' "$1" "$(line "$2")"
}
article=$samples/article.json

ask '"generation": 7, "engine": "auto"' "$article" >request
run_with request worker
gives 'a request is served' 0
is 'first it is accepted' "$(head -n 1 .out)" \
    '{"generation":7,"event":"accepted"}'
is 'last it is done' "$(tail -n 1 .out)" \
    '{"generation":7,"event":"done","status":"optimal","reason":""}'
prints 'its plan has times in thousandths' '"makespan":70000,"tasks":[['
is 'every answer carries the generation' \
    "$(grep -vc '^{"generation":7,"event":"' .out)" 0

printf '%s' "$(cat request)" >unfinished
run_with unfinished worker
prints 'the last line needs no line break' '"event":"done"'

ask '"generation": 1, "engine": "nosuch"' "$article" >bad
run_with bad worker
gives 'a bad request is no error of the worker' 0
prints 'an unknown engine is a failure' '"generation":1,"event":"failed"'
printf '{"weft_worker": 1, "generation": 4, "engine": "list"}\n{"x": 1}\n' >bad
run_with bad worker
prints 'a document that is no plan is a failure' \
    '"generation":4,"event":"failed"'
printf 'garbage\n{}\n' >bad
cat request >>bad
run_with bad worker
prints 'a request is served after one that was none' '"status":"optimal"'
ask '"generation": 6, "engine": "list"' "$article" >several
cat request >>several
run_with several worker
is 'a newer request overtakes the older one' \
    "$(grep -c '"generation":6,"event":"done"' .out)" 0

: >nothing
run_with nothing worker
gives 'no request is no error' 0
is 'no request has no answer' "$out" ''

# --- --worker
run solve "$article" -o own.json
run solve --worker "'$weft' worker" "$article"
gives 'another command can be the worker' 0
is 'and gives the same plan' "$(cmp .out own.json)" ''
rm -f plan.json
for command in 'exec no-such-command' 'echo garbage'; do
    run solve --worker "$command" "$article" -o plan.json
    gives "a worker that is '$command' is exit 4" 4
    says "a worker that is '$command' is told of" 'weft: --worker: '
done
is 'nothing is written without a worker' "$(ls plan.json 2>&1 | grep -c No)" 1
cat >liar <<'END'
read request; read document
echo '{"generation":1,"event":"plan","engine":"x","makespan":1,"tasks":[]}'
END
for command in false '. ./liar' 'kill -SEGV $$'; do
    run solve --worker "$command" "$article" -o plan.json
    gives "a worker that is '$command' costs the search only" 0
    says "a worker that is '$command' is told of" 'the search ended early: '
    run check plan.json
    gives "the plan without it passes check" 0
done
run solve --worker 'sleep 60' --time 0.3 "$article" -o plan.json
gives 'a worker that does not answer is left at --time' 0
says 'that it had no plan is told' 'stopped before it had a plan'
run check plan.json
gives 'and the plan passes check' 0
done_testing
