#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check: what it says of schedules that are wrong.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

run check "$samples/article.json"
gives 'a document without schedule is fine' 0
prints 'check counts' 'ok: 5 tasks, 5 links, 3 nodes, no schedule'
run check --json "$samples/article.json"
prints 'check --json has no schedule' '"schedule": null'
prints 'check --json has no faults' '"faults": []'
prints 'check --json is ok' '"ok": true'

run solve "$samples/article.json" -o good.json
wrong() { # wrong NAME SED-SCRIPT: spoils the good schedule, check finds it
    sed "/\"schedule\"/,\$ { $2
}" good.json >bad.json
    if cmp -s good.json bad.json; then
        not_ok "$1" "the script changed nothing: $2"
        return
    fi
    run check bad.json
    gives "$1" 1
    says "$1: with its place" 'weft: bad.json:'
}
wrong 'a makespan that is not true is found' 's/"makespan": 70/"makespan": 60/'
wrong 'a bound above the makespan is found' 's/"bound": 70/"bound": 80/'
wrong 'optimal with a lower bound is found' 's/"bound": 70/"bound": 60/'
wrong 'an order against a link is found' 's/"order": \["v1", /"order": [/'
wrong 'a task before its predecessor is found' \
    '/"id": "v5"/ s/"start": 60, "finish": 70/"start": 50, "finish": 60/'
wrong 'a wrong finish is found' '/"id": "v5"/ s/"finish": 70/"finish": 71/'
wrong 'a task on a node that is too small is found' \
    '/"id": "v3"/ s/"node": "n[0-9]"/"node": "n1"/'
wrong 'a task the plan does not have is found' 's/"id": "v5"/"id": "v6"/'
wrong 'a node the plan does not have is found' \
    '/"id": "v5"/ s/"node": "n[0-9]"/"node": "n9"/'
wrong 'slack that is not there is found' \
    '/"id": "v5"/ s/"slack": 0/"slack": 5/'

sed 's/"makespan": 70/"makespan": 60/' good.json >bad.json
run check --json bad.json
gives 'check --json of a wrong schedule is exit 1' 1
prints 'check --json is not ok' '"ok": false'
prints 'check --json lists the fault' '"severity": "error", "line": '

printf '{"weft": "1.0", "tasks": 5, "nodes": "x"}' >invalid.json
run check --json invalid.json
gives 'check --json of an invalid document is exit 3' 3
prints 'check --json lists its faults' '"pointer": "/tasks"'
prints 'check --json lists all of them' '"pointer": "/nodes"'
says 'they are on stderr too' 'weft: invalid.json:1:'
run check --json absent.json
gives 'check --json of no file is exit 4' 4
is 'check --json of no file prints nothing' "$out" ''

run check "$samples/infeasible.json"
gives 'a valid document without any plan is exit 0' 0
prints 'check says why no plan is possible' 'no schedule
no plan is possible: fine-tune needs'
run check --json "$samples/infeasible.json"
prints 'check --json says it too' '"infeasible": "fine-tune needs'
done_testing
