# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of weft(1) for bash. Needs nothing but bash itself.

# The second words of the lines of `weft $1` whose first word is $2.
_weft_names() {
    "$_weft_program" $1 2>/dev/null |
        while read -r kind name _; do
            [ "$kind" = "$2" ] && printf '%s\n' "$name"
        done
}

_weft_formats() {
    "$_weft_program" convert --help 2>/dev/null | {
        local in= name
        while read -r name _; do
            [ -n "$in" ] && printf '%s\n' "$name"
            [ "$name" = formats: ] && in=1
        done
    }
}

_weft_options() { # of sub-command $1
    local plan='--engine --rule --time --seed --threads --memory'
    plan="$plan --edit --scenario --worker"
    case $1 in
    '') echo "$plan --ascii --linear --ambiguous-width --mono --keys --size --dump --roles --help --version" ;;
    report) echo "$plan --effort --json --ascii --help" ;;
    solve) echo "$plan --effort --output --write-lp --policy --race --json --ascii --help" ;;
    check) echo "--json --help" ;;
    edit) echo "--output --help" ;;
    convert) echo "--from --to --json --help" ;;
    sweep) echo "$plan --json --ascii --help" ;;
    engines) echo "--json --help" ;;
    schema) echo "--help" ;;
    worker) echo "--help" ;;
    esac
}

_weft() {
    local commands='report solve check edit convert sweep engines schema worker'
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    local cmd= i word _weft_program=${COMP_WORDS[0]}

    # "--engine=NAME" comes as three words.
    if [ "$cur" = = ]; then
        cur=
    elif [ "$prev" = = ] && [ "$COMP_CWORD" -ge 2 ]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case " $commands " in
        *" $word "*)
            cmd=$word
            break
            ;;
        esac
    done
    COMPREPLY=()
    case $prev in
    --engine)
        COMPREPLY=($(compgen -W "$(_weft_names engines engine)" -- "$cur"))
        return
        ;;
    --rule)
        COMPREPLY=($(compgen -W "$(_weft_names engines rule)" -- "$cur"))
        return
        ;;
    --from | --to)
        COMPREPLY=($(compgen -W "$(_weft_formats)" -- "$cur"))
        return
        ;;
    --time | --effort | --seed | --threads | --memory | --edit | --scenario | --size)
        return
        ;;
    --worker)
        COMPREPLY=($(compgen -c -- "$cur"))
        return
        ;;
    esac
    case $cur in
    -*)
        COMPREPLY=($(compgen -W "$(_weft_options "$cmd")" -- "$cur"))
        return
        ;;
    esac
    # Anything else is a file; the first word may be a sub-command.
    compopt -o filenames 2>/dev/null
    local IFS=$'\n'
    COMPREPLY=($(compgen -f -- "$cur"))
    [ -n "$cmd" ] || [ "$COMP_CWORD" -ne 1 ] ||
        COMPREPLY+=($(compgen -W "${commands// /$'\n'}" -- "$cur"))
}

complete -F _weft weft
