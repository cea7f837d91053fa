#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The two ways a search is ended from outside: --time and a signal.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

# A plan that no engine proves in seconds: 150 tasks that want much of cpu or
# much of memory, on three equal machines.
awk 'BEGIN {
    x = 12345
    printf "{\"weft\": \"1.0\", \"time_unit\": \"none\",\n"
    printf "\"nodes\": [{\"id\": \"m\", \"count\": 3, "
    printf "\"capacity\": {\"cpu\": 10, \"memory\": 10}}],\n\"tasks\": [\n"
    for (i = 0; i < 150; i++) {
        x = (x * 1103515245 + 12345) % 2147483648
        d = 11 + int(x / 65536) % 89
        x = (x * 1103515245 + 12345) % 2147483648
        c = 2 + int(x / 65536) % 6
        printf "{\"id\": \"t%d\", \"duration\": %d, ", i, d
        printf "\"demand\": {\"cpu\": %d, \"memory\": %d}", c, 9 - c
        if (i % 5 && i >= 9)
            printf ", \"after\": [\"t%d\"]", i - 4 - d % 5
        print i < 149 ? "}," : "}"
    }
    print "]}" }' >hard.json

ms() { echo $(($(date +%s%N) / 1000000)); }
running() { # running PID: are there children of it
    ps -o pid= --ppid "$1" 2>/dev/null
}

# Within 0.3 s on a quiet machine; a busy one gets more.
t=$(ms)
run solve --time 1.5 hard.json -o out.json
t=$(($(ms) - t))
gives 'at the end of --time the best plan is written' 0
is 'the search takes its time, or ends before it' \
    "$([ $t -le $((1500 + ${WEFT_TEST_SLACK:-4000})) ] || echo "$t ms")" ''
run check out.json
gives 'that plan passes check' 0
run report --time 0 hard.json
gives 'without time there is still a plan' 0
run report --time 0.05 hard.json
gives 'with next to no time there is still a plan' 0

# --- progress: one line, on a terminal only, gone at the end
run solve --time 1.2 hard.json -o out.json
quiet 'no progress where stderr is no terminal'
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    script -qec "'$weft' solve --time 1.2 hard.json >out.json" \
        log </dev/null >/dev/null
    # The text after the last carriage return is what stays.
    is 'progress tells engine, time, plan, bound and gap' "$(tr '\r' '\n' <log |
        grep -q '^weft: [a-z]*  [0-9.]* s  plan [0-9]*  bound [0-9]*  gap ' ||
        cat log)" ''
    is 'progress is cleared at the end' \
        "$(sed '/^Script/d' log | tr '\r' '\n' | grep -v '^ *$' |
            grep -v '^weft: ')" ''
    is 'and the line is left empty' \
        "$(sed '/^Script/d' log | tr '\r' '\n' | grep . | tail -n 1 |
            tr -d ' ')" ''
else
    skip 'progress' 'no script(1) here'
fi

for signal in INT TERM HUP; do
    rm -f out.json
    "$weft" solve --time 60 hard.json -o out.json 2>.err &
    pid=$!
    # The search has begun when there is a worker.
    n=0
    until [ -n "$(running $pid)" ] || [ $n -ge 100 ]; do
        n=$((n + 1))
        sleep 0.05
    done
    sleep 0.4
    kill -s $signal $pid
    rc=0
    wait $pid || rc=$?
    out= err=$(cat .err)
    gives "SIG$signal is exit 130" 130
    run check out.json
    gives "SIG$signal: the best plan so far is written and passes check" 0
done
done_testing
