#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages: well formed, and true: their examples are run.
src=$(cd "${srcdir:-.}" && pwd)
. "$src/tests/lib/tap.sh"
. "$src/tests/lib/cli.sh"

for page in weft.1 weft-config.5 weft-plan.5; do
    if command -v mandoc >/dev/null; then
        is "$page is clean mdoc" \
            "$(mandoc -Tlint -W warning "$src/man/$page" 2>&1)" ''
    else
        skip "$page is clean mdoc" 'no mandoc here'
    fi
done

# --- weft(1): every command of the section EXAMPLES, in order
ln -s "$samples" samples
mkdir bin
ln -s "$weft" bin/weft
awk '/^\.Sh /  { on = /EXAMPLES/ }
     /^\.Ed/   { code = 0 }
     on && code
     /^\.Bd/   { code = 1 }' "$src/man/weft.1" |
    sed 's/\\e$/\\/' >commands
is 'weft(1) has examples' "$([ "$(grep -c weft commands)" -ge 5 ] || echo no)" ''
n=0
# A line that ends with a backslash goes on: read without -r joins them.
while read command; do
    n=$((n + 1))
    rc=0
    PATH=$PWD/bin:$PATH sh -c "$command" >.out 2>.err </dev/null || rc=$?
    out=$(cat .out) err=$(cat .err)
    gives "example $n of weft(1): $command" 0
done <commands

# --- weft-plan(5): every whole document is one, every edit is one
awk '/^\.Bd/ { code = 1; n++; next }
     /^\.Ed/ { code = 0 }
     code    { print >("block." n) }' "$src/man/weft-plan.5"
documents=0
for b in block.*; do
    [ "$(head -n 1 "$b")" = '{' ] || continue
    documents=$((documents + 1))
    run solve "$b" -o solved.json
    gives "document $documents of weft-plan(5) can be planned" 0
    run check solved.json
    gives "document $documents of weft-plan(5) passes check" 0
done
is 'weft-plan(5) has documents' "$([ $documents -ge 2 ] || echo $documents)" ''
grep -l '^"schedule"' block.* >/dev/null &&
    is 'its schedule has the members that solve writes' "$(
        "$weft" solve "$samples/article.json" |
            sed -n '/"schedule"/,$p' | grep -o '"[a-z]*":' | sort -u >wrote
        cat $(grep -l '^"schedule"' block.*) | grep -o '"[a-z]*":' | sort -u |
            diff wrote -
    )" ''
sed -n 's/^\.Dl //p' "$src/man/weft-plan.5" | sed 's/\\(dq/"/g' >edits
is 'weft-plan(5) has edits' "$([ "$(wc -l <edits)" -ge 10 ] || echo no)" ''
while read -r edit; do
    run edit block.1 "$edit"
    gives "edit of weft-plan(5): $edit" 0
done <edits

# --- the members of the document are all described
"$weft" schema | grep -o '^ *"[a-z_]*": *{' | tr -d ' ":{' | sort -u |
    grep -vxE 'properties|items|not|type|required|description' >members
for m in weft name time_unit resources nodes tasks network scenarios schedule \
    scope kind capacity unit price count speed per_hour billing labels down \
    duration demand after lag data where durations pin release deadline hold \
    modes priority command image latency bandwidth; do
    grep -q "Ic .*$m\|Ql .*$m" "$src/man/weft-plan.5" || echo "$m"
done >missing
is 'weft-plan(5) describes every member' "$(cat missing)" ''
done_testing
