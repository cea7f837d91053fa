#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# edit and convert.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"

# --- edit
cp "$samples/article.json" a.json
run edit a.json 'set task v3 duration=20' 'link v1 v4'
gives 'edits are applied' 0
prints 'the first edit is there' '"id": "v3", "duration": 20'
prints 'the second edit is there' '"after": ["v2", "v3", "v1"]'
is 'the file itself is not touched' "$(cmp a.json "$samples/article.json")" ''
is 'nothing else changes' "$(diff .out a.json | grep -c '^<')" 2
run edit a.json 'set task v1 name=prepare' -o b.json
gives 'edit -o writes a file' 0
is 'edit -o prints nothing' "$out" ''
is 'the file has the edit' "$(grep -c '"name": "prepare"' b.json)" 1
run edit b.json 'unset task v1 name' -o b.json
is 'edit and its inverse give the bytes back' "$(cmp b.json a.json)" ''
run_with a.json edit - 'set task v1 duration=5'
prints 'edit reads stdin' '"duration": 5,'

refused() { # refused NAME TEXT EDIT
    cp a.json in.json
    run edit in.json "$3" -o in.json
    gives "$1" 3
    says "$1: and told why" "$2"
    is "$1: and nothing is written" "$(cmp in.json a.json)" ''
}
refused 'an edit that would close a cycle is refused' \
    'would close a cycle: v1 > v' 'link v5 v1'
refused 'an edit of an unknown task is refused' "v9" 'set task v9 duration=1'
refused 'a negative duration is refused' '-5' 'set task v1 duration=-5'
refused 'a task that is there already is refused' "v1" 'add task v1 duration=1'
refused 'what is no edit is refused' 'frobnicate' 'frobnicate v1'
refused 'an empty edit is refused' "edit ''" ''
cp a.json in.json
run edit in.json 'set task v1 duration=99' 'link v5 v1' -o in.json
gives 'one refused edit refuses all' 3
is 'one refused edit writes nothing' "$(cmp in.json a.json)" ''

run solve a.json -o solved.json
run edit solved.json 'set task v1 name=prepare' -o named.json
quiet 'a name does not concern the schedule'
run check named.json
prints 'a name keeps the schedule' 'schedule is optimal'
run edit solved.json 'set task v3 duration=20' -o shorter.json
gives 'an edit of a solved plan is no error' 0
says 'an edit that matters drops the schedule with a word' 'schedule'
run check shorter.json
prints 'an edit that matters drops the schedule' 'no schedule'

# --- convert
run convert a.json b2.json
gives 'convert to itself' 0
is 'a plan converted to itself keeps its bytes' "$(cmp b2.json a.json)" ''
printf '  {"weft":"1.0" ,"tasks":[{"id":"a","duration":1.50}], "x":1e400}\n\n' \
    >odd.json
run convert odd.json -
is 'odd white space and numbers keep their bytes' "$(cmp .out odd.json)" ''
cat >tiny.fjs <<'END'
2 2 1
2 2 1 5 2 3 1 2 4
1 1 1 6
END
run convert tiny.fjs -
gives 'a flexible job shop is read' 0
prints 'operations become tasks' '"1.1"'
run report tiny.fjs
gives 'report reads it directly' 0
run_with tiny.fjs convert --from fjsp - -
prints 'convert reads stdin' '"m1"'
run convert --from psplib tiny.fjs -
gives 'a format the file does not have is exit 3' 3
run convert --to fjsp a.json -
gives 'a format that cannot be written is a usage error' 2
says 'it says what can be written' 'weft'
run convert a.json a.sm
gives 'a name of a format that cannot be written is a usage error' 2
says 'it names what can be written' 'it writes weft, wfformat'
is 'and nothing is written' "$(ls a.sm 2>/dev/null)" ''
run convert --to weft a.json a.sm
gives 'any name will do for a format that is named' 0
run convert a.json nosuch/b.json
gives 'a folder that is not there is exit 4' 4
done_testing
