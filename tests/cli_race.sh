#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# solve --race: what every engine finds in the same time.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"
cp "$samples/rag-index.json" plan.json

run solve --race --time 0.3 plan.json
gives 'a race is no error' 0
quiet 'a race says nothing on stderr'
narrow 'a race fits 80 columns' 80
prints 'the table says what each had' 'plan.json: each engine for 0.3 s'
"$weft" engines | awk '$1 == "engine" { print $2 }' >engines
is 'every engine has a row' \
    "$(sed '1,2d' .out | awk '{ print $1 }' | diff engines -)" ''
is 'one plan is the best' "$(grep -c '^[a-z]* *\*' .out)" 1
run solve --race --ascii --time 0.3 plan.json
is 'ASCII is possible' "$(LC_ALL=C grep -c '[^ -~]' .out)" 0

run solve --race --json --time 0.3 plan.json
gives 'a race in JSON is no error' 0
is 'it is JSON' "$(printf '%s' "$out" | "$weft" check - 2>&1 |
    grep -c 'syntax')" 0
sed -n 's/.*"engine": "\([a-z]*\)".*/\1/p' .out | diff engines - >diff
is 'every engine is in it' "$(cat diff)" ''
prints 'it names the leader' '"leader": "'
# no plan is shorter than what any engine proved
low=$(sed -n 's/.*"time": .*"bound": \([0-9.]*\).*/\1/p' .out)
is 'no plan is below the bound' "$(
    sed -n 's/.*"makespan": \([0-9.]*\).*/\1/p' .out |
        awk -v low="$low" '$1 < low')" ''

run solve --race --time 0.3 plan.json -o best.json
gives 'the best plan can be written' 0
run check best.json
gives 'the best plan passes check' 0
run solve --race --time 0.3 plan.json -o -
gives 'the table and the document do not mix' 2
run solve --race --engine cp plan.json
gives 'a race of one is a usage error' 2

plan '{"id": "a", "duration": 3, "demand": {"cpu": 2}, "deadline": 4},
  {"id": "b", "duration": 2, "demand": {"cpu": 1}, "deadline": 4}' >tight.json
run solve --race --time 0.3 tight.json
gives 'a race without a winner is exit 1' 1
prints 'it says why there is no plan' 'infeasible: '

# --- on the screen: the best plan is taken over
printf '1 g r @race j j j Enter @dump' >keys
run --keys keys --size 100x24 plan.json
gives 'a race on the screen is no error' 0
prints 'the plan of a line becomes the current one' 'this is the plan of '
done_testing
