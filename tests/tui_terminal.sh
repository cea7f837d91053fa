#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The real program on a real terminal (tmux): starting, editing, resizing,
# leaving; every signal; terminals that cannot show it. Waits for what should
# appear, never for a time.
. "${srcdir:-.}/tests/lib/tap.sh"

command -v tmux >/dev/null || {
    skip 'the program on a terminal' 'tmux is not installed'
    done_testing
}
dir=$(mktemp -d)
n=0
socket=weft-$$-0
t() { tmux -L "$socket" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$dir"' EXIT
plan=$dir/plan.json
cat "${srcdir:-.}/tests/plans/genome.json" >"$plan"
unset TMUX NO_COLOR
export LC_ALL=C.UTF-8

screen() { t capture-pane -p; }

until_true() { # until_true COMMAND...: polled for at most 10 s
    i=0
    until "$@"; do
        i=$((i + 1))
        [ $i -lt 200 ] || return 1
        sleep 0.05
    done
}
on_screen() { screen | grep -qF -- "$1"; }
ended() { [ -s "$dir/after" ]; }

sees() { # sees NAME TEXT
    if until_true on_screen "$2"; then
        ok "$1"
    else
        not_ok "$1" "'$2' does not appear:
$(screen)"
    fi
}

# A server for each session: one that is going down must not be met again.
fresh() {
    t kill-server 2>/dev/null
    n=$((n + 1))
    socket=weft-$$-$n
    rm -f "$dir/after" "$dir/rc" "$dir/pid"
}

# start ARGS: run weft on the terminal; the settings of before and after, the
# exit code and what was printed are left in $dir.
start() {
    fresh
    cat >"$dir/run" <<EOF
stty -g >'$dir/before'
sh -c 'echo \$\$ >"$dir/pid"; exec ${ENV:-env} "$WEFT" $1' 2>'$dir/stderr'
echo \$? >'$dir/rc'
stty -g >'$dir/after.tmp'
mv '$dir/after.tmp' '$dir/after'
exec cat
EOF
    t new-session -d -x "${W:-80}" -y "${H:-24}" "exec sh '$dir/run'"
}

restored() { # restored NAME CODE: it has ended so, the terminal is as before
    if ! until_true ended; then
        not_ok "$1" "it has not ended:
$(screen)"
        return
    fi
    is "$1" "$(cat "$dir/after") $(cat "$dir/rc") \
$(t display -p '#{alternate_on}#{cursor_flag}#{keypad_flag}#{mouse_any_flag}')" \
        "$(cat "$dir/before") $2 0100"
}

# --- a short session ---------------------------------------------------------
start "'$plan'"
sees 'it opens on the plan' 'makespan 29'
t send-keys j j Enter
t send-keys -l 4
t send-keys Enter
sees 'an edit is planned at once' 'changed split; makespan 29 -> 31'
sees 'the worker proves it' 'optimal'
t resize-window -x 120 -y 40
sees 'a wider screen shows the graph' 'DAG 12 tasks'
t resize-window -x 33 -y 8
sees 'a tiny one says so' '40x10 needed, have 33x8'
t resize-window -x 80 -y 24
sees 'and comes back' 'WHY split'
t send-keys q
sees 'leaving asks' 'The document has changed'
t send-keys w
restored 'leaving gives the terminal back' 0
is 'the edit is in the file' "$(grep -c '"id": "split", "duration": 4' "$plan")" 1

# --- mouse and clipboard, as tmux hands them on -------------------------------
start "'$plan'"
until_true on_screen NODES
t set -s set-clipboard on
row=$(screen | grep -n '^  merge' | cut -d: -f1)
t send-keys -l "$(printf '\033[<0;5;%dM\033[<0;5;%dm' "$row" "$row")"
sees 'a click selects' 'WHY merge'
t send-keys y
sees 'y says what it copied' 'copied merge'
buffer_has() { t show-buffer 2>/dev/null | grep -qF '"id": "merge"'; }
if until_true buffer_has; then
    ok 'and it is in the clipboard'
else
    not_ok 'and it is in the clipboard' "$(t show-buffer 2>&1)"
fi
t send-keys P
sees 'P pastes it' 'pasted merge-2'
t send-keys q
sees 'leaving asks again' 'The document has changed'
t send-keys d
restored 'and gives the terminal back' 0

# --- the second on the same file, and after SIGKILL --------------------------------
start "'$plan'"
until_true on_screen NODES
t send-keys j ']'
sees 'a capacity is changed' 'cpu 4 -> 5'
printf 'status\n' | "$WEFT" --linear "$plan" >"$dir/second"
is 'a second one says who has it' "$(grep -c 'read-only: process' "$dir/second")" 1
kill -s KILL "$(cut -d' ' -f2 "$dir/.plan.json.lock")"
restored 'killed, the terminal is given back all the same' 137
start "'$plan'"
sees 'what was not written is found' '1 unsaved command from'
t send-keys r
sees 'and recovered' 'recovered 1 command'
t send-keys q d
restored 'and then discarded' 0

# --- signals --------------------------------------------------------------------
for s in INT:130 TERM:143 HUP:129 QUIT:131 SEGV:139 ABRT:134; do
    start "'$plan'"
    until_true on_screen NODES
    kill -s "${s%:*}" "$(cat "$dir/pid")"
    restored "the terminal is given back on SIG${s%:*}" "${s#*:}"
done

# --- stopping and going on ---------------------------------------------------------
fresh
t new-session -d -x 80 -y 24 'env PS1="ready> " sh -i'
until_true on_screen 'ready>'
t send-keys -l "'$WEFT' '$plan'"
t send-keys Enter
until_true on_screen NODES
t send-keys C-z
if until_true on_screen 'ready>'; then
    ok 'Ctrl-Z gives the shell back'
else
    not_ok 'Ctrl-Z gives the shell back' "$(screen)"
fi
t send-keys -l 'fg'
t send-keys Enter
sees 'and fg the screen' 'NODES'
t send-keys q
until_true on_screen 'ready>' || not_ok 'it leaves afterwards' "$(screen)"

# --- a terminal that goes away ---------------------------------------------------------
start "'$plan'"
until_true on_screen NODES
pid=$(cat "$dir/pid")
t kill-server
gone() { ! kill -0 "$pid" 2>/dev/null || grep -q '^State:.Z' "/proc/$pid/status"; }
if until_true gone; then
    ok 'it ends when its terminal does'
else
    not_ok 'it ends when its terminal does' "process $pid is still there"
    kill -9 "$pid"
fi

# --- kinds of terminals -------------------------------------------------------------------
ENV='env TERM=dumb' start "'$plan'"
restored 'TERM=dumb is refused' 4
is 'with a hint' "$(grep -c 'weft report' "$dir/stderr")" 1
ENV='env -u TERM' start "'$plan'"
restored 'no TERM is refused' 4
ENV='env TERM=nosuch' start "'$plan'"
sees 'an unknown terminal is tried' 'terminal '\''nosuch'\'' is not known'
ENV='env TERM=vt100' start "'$plan'"
sees 'a vt100 will do' 'makespan'
ENV='env LC_ALL=C' start "'$plan'"
sees 'in the C locale it starts' 'makespan'
is 'and draws with ASCII alone' "$(screen | LC_ALL=C grep -c '[^ -~]')" 0
ENV='env NO_COLOR=1' start "'$plan'"
until_true on_screen NODES
is 'NO_COLOR sends no colour' \
    "$(t capture-pane -p -e | LC_ALL=C grep -c "$(printf '\033')\\[[0-9;]*3[0-8]")" 0

# --- many sizes -----------------------------------------------------------------------------
start "'$plan'"
until_true on_screen NODES
for size in 1x1 200x3 3x100 40x10 39x10 220x60 57x13 80x24 2x2 160x48 80x24; do
    t resize-window -x "${size%x*}" -y "${size#*x}"
    t send-keys j Tab k
done
sees 'after many sizes the screen is whole' 'NODES'
t send-keys Escape g 2 g g
"$WEFT" --keys /dev/null "$plan" >"$dir/want" 2>/dev/null
rows() { sed -n '2,18p' "$1"; }
as_fresh() {
    screen >"$dir/got"
    [ "$(rows "$dir/got")" = "$(rows "$dir/want")" ]
}
until_true as_fresh
is 'and the same as a fresh one' "$(rows "$dir/got")" "$(rows "$dir/want")"
done_testing
