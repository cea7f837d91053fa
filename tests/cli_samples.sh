#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every sample is loaded, planned within seconds and has the outcome it is
# there for. The makespans are in the sample's time unit; where the optimum is
# not proved that soon, the plan must at least be valid.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

optimum() {
    case $1 in
    article) echo 70 ;;
    diamond) echo 420 ;;
    esac
}

for f in "$samples"/*.json; do
    name=$(basename "$f" .json)
    case $name in
    cycle)
        run check "$f"
        gives 'cycle is not valid' 3
        says 'its cycle is named' 'draft > fact-check > edit > draft'
        is 'what is behind the cycle is not' "$(grep -c publish .err)" 0
        continue
        ;;
    infeasible)
        run check "$f"
        gives 'infeasible is a valid document' 0
        run solve "$f"
        gives 'infeasible has no plan' 1
        prints 'and says that it has none' '"status": "infeasible"'
        prints 'and names the task' 'fine-tune'
        run report --edit 'set node gpu-b capacity.gpu-memory=80' "$f"
        gives 'with the edit of its description it has one' 0
        continue
        ;;
    esac
    run convert "$f" same.json
    is "$name keeps its bytes" "$(cmp "$f" same.json)" ''
    run solve --time 2 "$f"
    gives "$name is planned" 0
    mv .out solved.json
    [ -z "$(optimum "$name")" ] ||
        is "$name has its optimum" \
            "$(grep -o '"status": "[a-z]*"\|"makespan": [0-9]*' solved.json)" \
            "\"status\": \"optimal\"
\"makespan\": $(optimum "$name")"
    run check solved.json
    gives "the plan of $name passes check" 0
done
done_testing
