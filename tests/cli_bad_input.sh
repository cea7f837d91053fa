#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Input that is not valid: exit 3, a message with its place, nothing harmed.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

# bad NAME PLACE TEXT: bad.json is refused with a line that has both.
bad() {
    cp bad.json before
    run check bad.json
    gives "$1: exit code" 3
    case $err in
    *"weft: bad.json$2"*"$3"*) ok "$1: message" ;;
    *) not_ok "$1: message" "want: weft: bad.json$2...$3
$(story)" ;;
    esac
    run solve bad.json -o bad.json
    gives "$1: exit code of solve" 3
    is "$1: the file is not touched" "$(cmp bad.json before)" ''
}
doc() { printf "$@" >bad.json; }

# --- not JSON
doc ''
bad 'an empty file' '' ''
doc 'hello\n'
bad 'text that is no JSON' ':1:1' ''
doc '{"weft": "1.0",\n "tasks": [1, 2,]}\n'
bad 'a comma too many' ':2:17' ''
doc '{"weft": "1.0"'
bad 'the end is missing' ':1:15' ''
doc '{"weft": "1.0"} x'
bad 'something after the end' ':1:17' ''
doc '{"weft": "1.0", "weft": "1.0"}'
bad 'a member twice' ':1:17' 'weft'
doc '{"weft": "1.0", "x": 01}'
bad 'a number with a leading zero' ':1:2' ''
doc '{"weft": "1.0", "x": NaN}'
bad 'a number that is none' ':1:22' ''
doc '{"weft": "1.0", "name": "a\tb"}'
bad 'a tab in a string' ':1:27' ''
doc '{"weft": "1.0", "name": "a\\u0000b"}'
bad 'a NUL in a string' ':1:2' ''
doc '{"weft": "1.0", "name": "\\ud800"}'
bad 'half a surrogate pair' ':1:2' ''
doc '{"weft": "1.0", "name": "a\377b"}'
bad 'invalid UTF-8' ':1:27' 'UTF-8'
awk 'BEGIN { printf "{\"weft\": \"1.0\", \"x\": "
    for (i = 0; i < 100000; i++) printf "["
    for (i = 0; i < 100000; i++) printf "]"
    print "}" }' >bad.json
bad 'deep nesting' ':1:' ''
printf '{"weft": "1.0", "name": "a\0b"}' >bad.json
bad 'a NUL byte' ':1:27' ''

# --- JSON, but no plan
doc '[]'
bad 'an array' ':1:1' ''
doc '{}'
bad 'no version' ':1:1' 'weft'
doc '{"weft": "2.0"}'
bad 'a higher major version' ':1:10: /weft: ' '2.0'
doc '{"weft": 1}'
bad 'a version of the wrong type' ':1:10: /weft: ' 'string'
doc '{"weft": "1.0", "tasks": {}}'
bad 'tasks of the wrong type' ':1:26: /tasks: ' 'array'
doc '{"weft": "1.0", "tasks": [{"id": "a", "duration": true}]}'
bad 'a duration of the wrong type' ':1:51: /tasks/0/duration: ' ''
doc '{"weft": "1.0", "tasks": [{"duration": 1}]}'
bad 'a task without id' ':1:27: /tasks/0: ' 'id'
doc '{"weft": "1.0", "tasks": [{"id": "a"}]}'
bad 'a task without duration' ':1:27: /tasks/0: ' 'duration'
doc '{"weft": "1.0", "time_unit": "week"}'
bad 'an unknown time unit' ':1:30: /time_unit: ' 'min'
plan '{"id": "a b", "duration": 1}' >bad.json
bad 'white space in an id' ':3:19: /tasks/0/id: ' ''
plan '{"id": "a\u0007", "duration": 1}' >bad.json
bad 'a control character in an id' ':3:19: /tasks/0/id: ' ''
plan '{"id": "", "duration": 1}' >bad.json
bad 'an empty id' ':3:19: /tasks/0/id: ' ''
plan '{"id": "a", "duration": 1}, {"id": "a", "duration": 2}' >bad.json
bad 'a duplicate task' '' ': /tasks/1/id: '
doc '{"weft": "1.0", "nodes": [{"id": "n"}, {"id": "n"}]}'
bad 'a duplicate node' ':1:47: /nodes/1/id: ' ''
plan '{"id": "a", "duration": 1, "after": ["b"]}' >bad.json
bad 'an unknown predecessor' '' ': /tasks/0/after/0: '
plan '{"id": "a", "duration": 1, "nodes": ["m"]}' >bad.json
bad 'an unknown node' '' ': /tasks/0/nodes/0: '
plan '{"id": "a", "duration": 1, "pin": {"node": "m"}}' >bad.json
bad 'an unknown node of a pin' '' ': /tasks/0/pin/node: '
plan '{"id": "a", "duration": 1, "after": ["a"]}' >bad.json
bad 'a task after itself' '' 'a'
plan '{"id": "a", "duration": 1, "after": ["c"]},
  {"id": "b", "duration": 1, "after": ["a"]},
  {"id": "c", "duration": 1, "after": ["b"]},
  {"id": "d", "duration": 1, "after": ["c"]}' >bad.json
bad 'a cycle' '' 'a > b > c > a'

# --- numbers
plan '{"id": "a", "duration": -1}' >bad.json
bad 'a negative duration' '' ': /tasks/0/duration: '
plan '{"id": "a", "duration": 1e400}' >bad.json
bad 'a duration that is too large' '' ': /tasks/0/duration: '
plan '{"id": "a", "duration": 9223372036854775807}' >bad.json
bad 'a duration that overflows thousandths' '' ': /tasks/0/duration: '
plan '{"id": "a", "duration": 0.0001}' >bad.json
bad 'a duration finer than a thousandth' '' ': /tasks/0/duration: '
plan '{"id": "a", "duration": 1, "demand": {"cpu": -1}}' >bad.json
bad 'a negative demand' '' ': /tasks/0/demand/cpu: '
plan '{"id": "a", "duration": 1, "demand": {"cpu": "1x"}}' >bad.json
bad 'a quantity with an unknown suffix' '' ': /tasks/0/demand/cpu: '
doc '{"weft": "1.0", "nodes": [{"id": "n", "count": -1}]}'
bad 'a negative count' ':1:48: /nodes/0/count: ' ''
doc '{"weft": "1.0", "nodes": [{"id": "n", "speed": 0}]}'
bad 'a speed of 0' ':1:48: /nodes/0/speed: ' ''
doc '{"weft": "1.0", "nodes": [{"id": "n", "count": 1000000000000}]}'
bad 'a count that is too large' ':1:48: /nodes/0/count: ' ''
awk 'BEGIN { printf "{\"weft\": \"1.0\", \"tasks\": ["
    for (i = 0; i < 20; i++)
        printf "%s{\"id\": \"t%d\", \"duration\": 900000000000000%s}",
            i ? "," : "", i, i ? ", \"after\": [\"t" (i - 1) "\"]" : ""
    print "]}" }' >bad.json
bad 'a sum of durations that overflows' '' ''

# --- all of them at once, and what a terminal gets to see
plan '{"id": "a", "duration": -1}, {"id": "b"},
  {"id": "c", "duration": 1, "after": ["x", "y"]}' >bad.json
run check bad.json
is 'all faults are told, not only the first' \
    "$(grep -c '^weft: bad.json:[0-9]*:[0-9]*: /tasks/' .err)" 4
awk 'BEGIN { printf "{\"weft\": \"1.0\", \"tasks\": ["
    for (i = 0; i < 250; i++)
        printf "%s{\"id\": \"t%d\", \"duration\": -1}", i ? "," : "", i
    print "]}" }' >bad.json
run check bad.json
is 'a hundred faults are told' "$(grep -c '/duration: ' .err)" 100
is 'more than a hundred are counted' "$(tail -n 1 .err)" \
    'weft: bad.json: 150 more'
plan '{"id": "\u202eevil\u001b[2J", "duration": -1, "after": ["\u009bx"]}' \
    >bad.json
run check bad.json
gives 'characters that fool a terminal are refused in ids' 3
is 'none of them reaches the terminal' \
    "$(LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]\|\302[\200-\237]\|\342\200[\252-\256]')" .err)" 0
cp bad.json "$(printf 'x\033[2J.json')"
run check "$(printf 'x\033[2J.json')"
is 'nor does a file name' "$(LC_ALL=C grep -c "$(printf '\033')" .err)" 0

plan '{"id": "a", "duration": 1}' ', "weft_later": [1, {"x": null}]' >odd.json
run check odd.json
gives 'a member of a later version is no fault' 0
printf '{"weft": "1.7", "tasks": []}' >later.json
run check later.json
gives 'a higher minor version is read' 0
is 'a higher minor version is warned of once' \
    "$(grep -c ': /weft: warning: ' .err)" 1
done_testing
