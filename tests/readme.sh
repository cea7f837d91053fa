#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the README shows is what happens.
src=$(cd "${srcdir:-.}" && pwd)
build=$PWD
. "$src/tests/lib/tap.sh"
. "$src/tests/lib/cli.sh"

block() { # block LANGUAGE: the fenced block of that language
    awk -v fence="\`\`\`$1" '$0 == fence { on = 1; next } /^```/ { on = 0 } on' \
        "$src/README.md"
}

block json >plan.json
run check plan.json
gives 'the plan of the README is valid' 0
run solve plan.json -o plan.json
gives 'its first minute: solve' 0
run check plan.json
prints 'its plan is proved' 'schedule is optimal'
run report plan.json --edit 'set node big capacity.gpu=2'
gives 'its first minute: report with an edit' 0
run edit plan.json 'set node big capacity.gpu=2' -o plan.json
gives 'its first minute: edit' 0

block text >picture
command=$(sed -n '1s/^\$ //p' picture)
is 'the picture is of a report' "${command%% samples*}" 'weft report'
cd "$src" || exit 99
run_here() { "$weft" ${command#weft } 2>&1; }
is 'the picture is what weft prints' "$(run_here)" \
    "$(sed 1d "$scratch/picture")"
cd "$scratch" || exit 99

# WEFT_UPDATE_GOLDEN=1 puts the screen of today into the README.
(cd "$src" && "$weft" --dump --size 80x24 tests/plans/genome-planned.json) |
    sed 's/ *$//' >screen
if [ "${WEFT_UPDATE_GOLDEN-}" ] && [ -w "$src/README.md" ]; then
    awk -v file=screen '{ if (!on) print } $0 == "```screen" { on = 1
        while ((getline line < file) > 0) print line }
        on && $0 == "```" { on = 0; print }' "$src/README.md" >new &&
        cat new >"$src/README.md"
fi
is 'the screen is what weft draws' "$(block screen)" "$(cat screen)"

block c >planner.c
if nm "$build/libweft.a" 2>/dev/null | grep -qE '__(asan|ubsan|gcov)'; then
    skip 'the program of the README runs' 'instrumented library'
else
    is 'the program of the README runs' "$(
        ${CC:-cc} -I"$src/include" planner.c "$build/libweft.a" -lcjson -lglpk \
            -lm -o planner 2>&1 && ./planner
    )" 'ends at 12000 ms'
fi

for c in $(sed -n 's/^| `weft \([a-z]*\) .*/\1/p' "$src/README.md"); do
    "$weft" "$c" --help >/dev/null 2>&1 || echo "$c"
done >missing
is 'the commands of the README exist' "$(cat missing)" ''
done_testing
