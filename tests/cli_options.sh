#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --help, the manual and the completions list the same options.
src=$(cd "${srcdir:-.}" && pwd)
. "$src/tests/lib/tap.sh"
. "$src/tests/lib/cli.sh"

commands='report solve check edit convert sweep engines schema worker'
long() { grep -o -- '--[a-z][a-z-]*' | sort -u; }

# --- help against itself: the overview names all options of the screen
for c in $commands; do
    "$weft" "$c" --help | sed '1,/^options:/d;/^$/,$d' | long >"help.$c"
done
"$weft" --help | sed '1,/^options/d' | long >help.screen
cat help.* | sort -u >help.all

# --- the manual: every option has an item, every item is an option
sed -n 's/^\.It .*Fl -\([a-z][a-z-]*\).*/--\1/p' "$src/man/weft.1" |
    sort -u >man.all
is 'the manual describes the options that --help lists' \
    "$(diff help.all man.all)" ''
for c in $commands; do
    grep -q "^\.It Cm $c" "$src/man/weft.1" || echo "$c"
done >missing
is 'the manual describes every command' "$(cat missing)" ''
is '--help lists the commands the tests know' \
    "$("$weft" --help | sed '1,/^commands/d;/^$/,$d' | awk '{ print $1 }' |
        tr '\n' ' ')" "$commands "

# --- bash: the real function, asked as the shell asks it
. "$src/completions/weft.bash"
ask() { # ask WORD...: completions of the last word
    COMP_WORDS=("$weft" "$@")
    COMP_CWORD=$#
    _weft
    printf '%s\n' "${COMPREPLY[@]}"
}
compopt() { :; }
for c in $commands; do
    is "bash completes the options of $c" \
        "$(ask "$c" -- | sort -u | diff "help.$c" -)" ''
done
is 'bash completes the options of the screen' \
    "$(ask -- | sort -u | diff help.screen -)" ''
is 'bash completes the commands' \
    "$(for c in $commands; do ask "${c%?}" | grep -x "$c"; done | tr '\n' ' ')" \
    "$commands "
is 'bash completes the engines' "$(ask report --engine gre)" 'greedy'
is 'bash completes an engine after =' "$(ask report --engine = gre)" 'greedy'
is 'bash completes the formats' "$(ask convert --to wef)" 'weft'
touch some-plan.json
is 'bash completes files' "$(ask report some)" 'some-plan.json'

# --- zsh: no zsh needed, the file has a line for each command
options() { grep -o -- "--[a-z][a-z-]*[=\['}]" | sed 's/.$//' | sort -u; }
part() { # part FROM TO: lines from one that matches FROM to one with TO
    awk -v from="$1" -v to="$2" '
        $0 ~ from { on = 1 } on { print } on && $0 ~ to { exit }' \
        "$src/completions/_weft"
}
group() { part "^    $1=\\(" '\\)$' | options; }
nameless=
for c in $commands; do
    part "^        ([a-z |]* )?$c( [a-z |]*)?\\)" ';;' >zsh.case
    {
        options <zsh.case
        for g in help json plan; do
            grep -q "\$$g" zsh.case && group $g
        done
    } | sort -u >zsh.options
    is "zsh completes the options of $c" \
        "$(diff "help.$c" zsh.options)" ''
    grep -q "^        '$c:" "$src/completions/_weft" || nameless="$nameless$c "
done
is 'zsh describes every command' "$nameless" ''
is 'zsh completes the options of the screen' "$(
    for g in help plan screen; do group $g; done | sort -u |
        diff help.screen -)" ''
done_testing
