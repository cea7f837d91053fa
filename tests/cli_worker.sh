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
printf 'garbage\n{}\n' >>bad
ask '"generation": 3, "engine": "list"' "$article" >>bad
printf '{"weft_worker": 1, "generation": 4, "engine": "list"}\n{"x": 1}\n' >>bad
run_with bad worker
gives 'bad requests do not end a worker' 0
prints 'an unknown engine is a failure' '"generation":1,"event":"failed"'
prints 'a document that is no plan is a failure' \
    '"generation":4,"event":"failed"'

: >nothing
run_with nothing worker
gives 'no request is no error' 0
is 'no request has no answer' "$out" ''

# --- --worker
run solve "$article" -o own.json
run solve --worker "'$weft' worker" "$article"
gives 'another command can be the worker' 0
is 'and gives the same plan' "$(cmp .out own.json)" ''
for command in false 'exec no-such-command' 'cat >/dev/null; echo garbage' \
    'read line; echo "{\"generation\":1,\"event\":\"plan\",\"engine\":\"x\",
\"makespan\":1,\"tasks\":[]}"' 'kill -SEGV $$'; do
    run solve --worker "$command" "$article" -o plan.json
    gives "a worker that is '$command' costs the search only" 0
    says "a worker that is '$command' is told of" 'the search ended early: '
    run check plan.json
    gives "the plan without it passes check" 0
done
run solve --worker 'sleep 60' --time 0.3 "$article" -o plan.json
gives 'a worker that does not answer is left at --time' 0
run check plan.json
gives 'and the plan passes check' 0
done_testing
