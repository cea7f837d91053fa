#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# report, solve and check on plans that can and cannot be planned.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"
member() { # member NAME: its number in the JSON last printed
    sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p" .out | head -n 1
}

# --- report
cp "$samples/article.json" article.json # its path is in the report
run report article.json
gives 'report plans the example' 0
quiet 'report says nothing on stderr'
prints 'the example ends at 70' 70
prints 'its plan is proved' optimal
prints 'its critical path is named' 'v1 > v3 > v4 > v5'
narrow 'report fits 80 columns' 80
COLUMNS=60
export COLUMNS
run report article.json
narrow 'report is as wide as COLUMNS says' 60
unset COLUMNS
run report --ascii "$samples/article.json"
is 'report --ascii prints ASCII' "$(LC_ALL=C grep -n '[^ -~]' .out)" ''
LC_ALL=C run report "$samples/article.json"
is 'report in the C locale prints ASCII' "$(LC_ALL=C grep -n '[^ -~]' .out)" ''
run_with "$samples/article.json" report -
gives 'report reads stdin' 0

run report --json "$samples/article.json"
gives 'report --json is no error' 0
is 'report --json knows the makespan' "$(member makespan)" 70
for m in file name time_unit critical_path chain why busy use schedule; do
    prints "report --json has $m" "\"$m\": "
done
"$weft" report --json "$samples/article.json" | "$weft" convert --from weft - - \
    >/dev/null 2>.err
is 'report --json is JSON' "$(grep -c 'expected.*JSON' .err)" 0

# --- solve
run solve "$samples/article.json"
gives 'solve plans the example' 0
is 'solve writes the makespan' "$(member makespan)" 70
is 'solve writes the bound' "$(member bound)" 70
prints 'solve writes the status' '"status": "optimal"'
cp .out solved.json
run check solved.json
gives 'check accepts what solve wrote' 0
prints 'check says ok' 'ok: 5 tasks, 5 links, 3 nodes, schedule is optimal'
run solve --json "$samples/article.json"
is 'solve --json is solve' "$(cmp .out solved.json)" ''

run solve "$samples/article.json" -o out.json
gives 'solve -o is no error' 0
is 'solve -o prints nothing' "$out" ''
is 'solve -o writes what solve prints' "$(cmp out.json solved.json)" ''
cp "$samples/article.json" in.json
run solve in.json -o in.json
gives 'solve in place is no error' 0
is 'solve in place writes what solve prints' "$(cmp in.json solved.json)" ''
run edit in.json 'unset plan schedule'
is 'the rest of the document keeps its bytes' \
    "$(cmp .out "$samples/article.json")" ''

for e in list greedy heft; do
    for n in 1 2; do
        "$weft" solve --engine $e --seed 7 "$samples/rag-index.json" >out.$n
    done
    is "$e gives the same bytes twice" "$(cmp out.1 out.2)" ''
    run check out.1
    gives "check accepts the plan of $e" 0
done

for e in list ga; do
    for n in 1 2; do
        "$weft" solve --engine $e --seed 7 --effort 900 \
            "$samples/rag-index.json" >out.$n
    done
    is "$e of one effort gives the same bytes twice" "$(cmp out.1 out.2)" ''
    run check out.1
    gives "check accepts the plan of $e" 0
done

# --- edits and scenarios before planning
run report --json --edit 'set task v3 duration=50' \
    --edit 'set task v3 duration=40' "$samples/article.json"
is 'edits are applied in order before planning' "$(member makespan)" 80
run solve --edit 'set task v3 duration=40' "$samples/article.json"
prints 'edits become part of the document' '"id": "v3", "duration": 40'
run report --edit 'link v5 v1' "$samples/article.json"
gives 'a refused edit is exit 3' 3
says 'a refused edit says why' 'would close a cycle: '
plan '{"id": "a", "duration": 5}' ',
 "scenarios": [{"name": "slow", "edits": ["set task a duration=7"]},
  {"name": "slower", "parent": "slow", "edits": ["add task b duration=9"]}]' \
    >scenario.json
run report --json --scenario slower scenario.json
is 'a scenario is applied with its parents' "$(member makespan)" 9
run report --json --scenario slow --edit 'set task a duration=8' scenario.json
is 'edits come after the scenario' "$(member makespan)" 8
run report --scenario fast scenario.json
gives 'an unknown scenario is exit 3' 3

# --- plans that cannot be
plan '{"id": "a", "duration": 5, "demand": {"cpu": 3}}' >large.json
run solve large.json -o large.out
gives 'an infeasible plan is exit 1' 1
is 'its document is written' "$(grep -c '"status": "infeasible"' large.out)" 1
is 'with the reason' "$(grep -c '"reason": ".*a.*cpu' large.out)" 1
run report large.json
gives 'report of an infeasible plan is exit 1' 1
prints 'report of an infeasible plan says why' cpu
run report --json large.json
gives 'report --json of an infeasible plan is exit 1' 1
prints 'report --json of an infeasible plan says why' '"reason": '
run check large.out
gives 'check accepts that it is infeasible' 0

# --- plans without tasks or nodes
printf '{"weft": "1.0"}' >empty.json
run report empty.json
gives 'a plan without tasks is planned' 0
run solve empty.json -o empty.out
gives 'a plan without tasks is solved' 0
run check empty.out
gives 'a plan without tasks is checked' 0
printf '{"weft": "1.0", "tasks": [{"id": "a", "duration": 3}]}' >nodeless.json
run report nodeless.json
gives 'a plan without nodes is planned' 0
prints 'the report says that there are no nodes' 'no nodes'

# --- what the learning engine keeps
run solve --engine rl --time 0.3 --policy policy.json -o x.json \
    "$samples/deep-research.json"
gives 'a policy that is not there yet is no error' 0
is 'what was learned is written' \
    "$(grep -c '"weft-policy": 1' policy.json)" 1
before=$(sed -n 's/.*"episodes": //p' policy.json)
run solve --engine rl --time 0.3 --policy policy.json -o x.json \
    --edit 'set task plan duration=1m' "$samples/deep-research.json"
gives 'after an edit it goes on from there' 0
is 'and learns more' \
    "$([ "$(sed -n 's/.*"episodes": //p' policy.json | tr -d ,)" -gt "${before%,}" ] && echo yes)" yes
echo '{"weft-policy": 1, "episodes": 0, "weights": {"rank": 1e9}}' >bad.json
run solve --engine rl --policy bad.json -o x.json "$samples/diamond.json"
gives 'a policy with a weight out of range is invalid' 3
says 'the policy is named' 'bad.json'
run solve --engine rl --policy "$samples/diamond.json" "$samples/diamond.json"
gives 'a plan is no policy' 3

# --- the integer programme for other solvers
run solve --engine ilp --write-lp model.lp -o x.json "$samples/article.json"
gives '--write-lp is no error' 0
is '--write-lp writes a CPLEX LP file' \
    "$(grep -cixE 'minimi[sz]e|subject to|end' model.lp)" 3
run solve --engine ilp --write-lp - "$samples/article.json"
gives 'model and document cannot both go to standard output' 2
run solve --engine ilp --write-lp - -o x.json "$samples/article.json"
prints 'the model can' 'Subject To'
run solve --engine ilp --write-lp /dev/full -o x.json "$samples/article.json"
gives 'a model that cannot be written is exit 4' 4
run check x.json
prints 'and costs not the plan' 'schedule is optimal'
plan '{"id": "a", "duration": 5, "demand": {"cpu": 1}},
  {"id": "b", "duration": 7, "demand": {"cpu": 2}},
  {"id": "c", "duration": 6, "demand": {"cpu": 1}, "after": ["a"]},
  {"id": "d", "duration": 4, "demand": {"cpu": 1}}' >small.json
run solve --engine ilp small.json
prints 'ilp proves a small plan' '"status": "optimal"'
done_testing
