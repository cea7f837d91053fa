#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sweep: a plan for each value, and what helps most.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"
genome=$samples/../tests/plans/genome.json
cp "$genome" genome.json
cpu='node cpu capacity.slots'
spans() { # the makespans of the JSON last printed, in order; - without a plan
    sed -n 's/^ *{"value": .*"makespan": \([0-9.]*\),.*/\1/p
            s/^ *{"value": .*"reason": .*/-/p' .out | tr '\n' ' '
}

run sweep genome.json "$cpu" 2..8
gives 'a sweep is no error' 0
quiet 'a sweep says nothing on stderr'
narrow 'a sweep fits 80 columns' 80
prints 'it names what is swept' 'genome.json: sweep of cpu slots'
prints 'a value that is too small says why' \
    '2  infeasible: call needs slots 3; cpu has 2'
prints 'the value of the document is marked' '54%  now'
prints 'the knee is marked' '44%  knee'
prints 'it says what follows' \
    'The shortest plan, 24, is reached at 6; more is proved not to help.'
cp .out first
run sweep "$cpu" genome.json 2..8
gives 'a file that is none is exit 4' 4
run sweep genome.json "$cpu" 2..8
is 'a sweep gives the same bytes again' "$(cmp first .out)" ''
cp genome.json again.json
is 'the file is left alone' "$(cmp genome.json "$genome")" ''

run sweep genome.json "$cpu" 2..8 --json
gives 'sweep --json is no error' 0
is 'sweep --json has the makespans' "$(spans)" '- 34 29 29 24 24 24 '
prints 'and what stands out' '"now": 4,
  "best": 6,
  "knee": 6,'
prints 'and the edits' '"edits": ["set node cpu capacity.slots=6"]'
prints 'and what is swept' '"knobs": ["node cpu capacity.slots"]'
"$weft" sweep genome.json "$cpu" 2..8 --json | "$weft" convert --from weft - - \
    >/dev/null 2>.err
is 'sweep --json is JSON' "$(grep -c 'expected.*JSON' .err)" 0

run sweep genome.json "$cpu" 4,8 --json --engine list --rule file
is 'values can be listed, and the engine chosen' "$(spans | wc -w)" 2
run sweep --scenario big --edit 'set task report duration=4' --json - "$cpu" 6 \
    <<'END'
END
gives 'an empty document is not valid' 3
sed 's/^}$/ ,"scenarios": [{"name": "slow", "edits": ["set task fetch duration=13"]}]}/' \
    genome.json >scen.json
run sweep scen.json "$cpu" 6 --json --scenario slow
is 'a scenario is swept' "$(spans)" '34 '
run sweep genome.json "$cpu" 6 --json --edit 'set task report duration=4'
is 'edits are swept' "$(spans)" '26 '
run_with genome.json sweep - "$cpu" 6 --json
is 'a sweep reads stdin' "$(spans)" '24 '
run sweep --ascii genome.json "$cpu" 2..8
is 'sweep --ascii prints ASCII' "$(LC_ALL=C grep -n '[^ -~]' .out)" ''
COLUMNS=40
export COLUMNS
run sweep genome.json "$cpu" 3..8
narrow 'a sweep is as wide as COLUMNS says' 72
unset COLUMNS

run sweep genome.json 'cpu slots' 2..8 --json
is 'what is swept can be said in short' "$(spans)" '- 34 29 29 24 24 24 '
prints 'and is printed in full' '"knobs": ["node cpu capacity.slots"]'
run sweep genome.json cpu.slots 4,6 --json
is 'and in one word' "$(spans)" '29 24 '
run sweep --help
prints 'the help says that it is one argument' 'WHAT is one argument, so quote it'

# --- two of them
run sweep genome.json "$cpu" 4..6 'node disk capacity.slots' 1..2
gives 'two sweeps at once are no error' 0
prints 'they make a table' '  4   29   29
  5   29   29
  6   24   24'
run sweep genome.json "$cpu" 4..6 'node disk capacity.slots' 1..2 --json
is 'and an array of pairs' "$(spans)" '29 29 29 29 24 24 '
run sweep genome.json "$cpu" 4..6 "$cpu" 1..2
gives 'twice the same is wrong usage' 2

# --- all
run sweep genome.json all
gives 'sweep all is no error' 0
quiet 'sweep all says nothing on stderr'
prints 'the best step comes first' 'one step less
  cpu slots       4 -> 6: 24 -5 (-17%)'
prints 'it knows what cannot help' 'gpu slots       1: no help up to 18'
run sweep "$samples/article.json" all
prints 'it says that no capacity can help' \
    'No capacity can help: the critical path alone takes 70.'
run sweep "$samples/infeasible.json" all
gives 'sweep all without a plan is exit 1' 1
prints 'it finds what makes a plan possible' 'gpu-b gpu-memory  48 -> 80'
run sweep "$samples/rag-index.json" all --json
gives 'sweep all --json is no error' 0
prints 'it ranks the cheapest of equal steps first' '"steps": [
    {"knob": "node gpu-b count", "now": 1, "done": true, "helps": true'

# --- what is wrong
run sweep genome.json "$cpu" 1..2
gives 'a sweep without any plan is exit 1' 1
prints 'it says so' 'No value gives a plan.'
run sweep genome.json
gives 'a sweep of nothing is wrong usage' 2
run sweep genome.json "$cpu"
gives 'a sweep without values is wrong usage' 2
run sweep genome.json "$cpu" 1..2 more
gives 'half a second sweep is wrong usage' 2
run sweep genome.json 'node cpu' 1..2
gives 'what is no knob is wrong usage' 2
says 'it says what one is' "expected 'node ID capacity.RES'"
run sweep genome.json cpu slots 1..2
gives 'a capacity in two arguments is wrong usage' 2
says 'it says how to give it' "one argument: 'cpu slots' 1..2"
run sweep genome.json $cpu 1..2
gives 'a capacity in three arguments is wrong usage' 2
says 'it says how to give that' "one argument: 'node cpu capacity.slots' 1..2"
run sweep genome.json 'node cqu capacity.slots' 1..2
gives 'an unknown node is exit 3' 3
says 'the one that was meant is named' "did you mean 'cpu'"
run sweep genome.json 'node cpu capacity.cores' 1..2
gives 'an unknown resource is exit 3' 3
run sweep genome.json "$cpu" 8..2
gives 'values that go down are wrong usage' 2
run sweep genome.json "$cpu" 1..5000
gives 'too many values are wrong usage' 2
says 'they need a step' 'give a larger step'
run sweep "$samples/cycle.json" "$cpu" 1..2
gives 'a document that is not valid is exit 3' 3

# --- time
began=$(date +%s%N)
run sweep "$samples/deep-research.json" 'resource llm-tpm capacity' \
    100k..400k..10k --time 1 --json
took=$((($(date +%s%N) - began) / 1000000))
gives 'a sweep ends at --time' 0
is '--time is for all plans together' "$([ $took -lt 5000 ] || echo "$took ms")" ''
is 'more never makes it longer' \
    "$(spans | tr ' ' '\n' | sed '/^$/d' | sort -gr | tr '\n' ' ')" "$(spans)"
done_testing
