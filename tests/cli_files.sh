#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that cannot be read or written: exit 4, a message, nothing harmed.
. "${srcdir:-.}/tests/lib/tap.sh"
. "${srcdir:-.}/tests/lib/cli.sh"
cp "$samples/article.json" a.json
left() { ls -A | grep -vxE '\.out|\.err|a\.json|'"$1"; }

# --- reading
for c in report solve check; do
    run $c absent.json
    gives "$c of no file is exit 4" 4
    says "$c of no file says so" 'No such file or directory'
    run $c .
    gives "$c of a folder is exit 4" 4
    says "$c of a folder says so" 'Is a directory'
done
run edit absent.json 'set plan name=x'
gives 'edit of no file is exit 4' 4
run convert absent.json -
gives 'convert of no file is exit 4' 4
rc=0
"$weft" check - <&- >.out 2>.err || rc=$?
err=$(cat .err)
gives 'a closed standard input is exit 4' 4

# --- writing
for c in 'solve --engine list' report check 'edit a.json' engines schema; do
    case $c in
    edit*) set -- edit a.json 'set plan name=x' ;;
    engines | schema) set -- $c ;;
    *) set -- $c a.json ;;
    esac
    rc=0
    "$weft" "$@" >/dev/full 2>.err || rc=$?
    err=$(cat .err)
    gives "$1 to a full disk is exit 4" 4
    says "$1 to a full disk says so" \
        'weft: standard output: No space left on device'
    rc=0
    "$weft" "$@" >&- 2>.err || rc=$?
    err=$(cat .err)
    gives "$1 to a closed output is exit 4" 4
    says "$1 to a closed output says so" 'weft: standard output: '
done
"$weft" --help >/dev/full 2>.err
is '--help to a full disk is exit 4' $? 4
rc=0
"$weft" check a.json 2>&- >.out || rc=$?
out=$(cat .out)
gives 'a closed standard error does not matter' 0

awk 'BEGIN { printf "{\"weft\": \"1.0\", \"tasks\": ["
    for (i = 0; i < 9999; i++)
        printf "%s{\"id\": \"task-%d\", \"duration\": 1}\n", i ? "," : "", i
    print "]}" }' >big.json
{
    rc=0
    "$weft" edit big.json 'set plan name=x' 2>.err || rc=$?
    echo $rc >rc
} | head -n 1 >.out
is 'a reader that has enough gives exit 4' "$(cat rc)" 4
is 'and no message' "$(cat .err)" ''
rm -f big.json rc

for c in 'solve --engine list' 'edit'; do
    set -- $c a.json
    [ "$c" = edit ] && set -- edit a.json 'set plan name=x'
    run "$@" -o nosuch/b.json
    gives "$1 into no folder is exit 4" 4
    says "$1 into no folder says so" 'No such file or directory'
    run "$@" -o .
    gives "$1 onto a folder is exit 4" 4
    run "$@" -o a.json/b.json
    gives "$1 into a file is exit 4" 4
    run "$@" -o /dev/full
    gives "$1 to /dev/full is exit 4" 4
done
is 'nothing is left behind' "$(left x)" ''

# --- a file that may not grow: what was there stays
cp a.json old.json
rc=0
(
    ulimit -f 0
    "$weft" edit a.json 'set plan name=x' -o old.json 2>&1
) >.err || rc=$?
is 'a file size limit is exit 4' "$rc" 4
is 'the old file is unharmed' "$(cmp old.json a.json)" ''
is 'and no other one is left' "$(left 'old\.json')" ''

# --- in place
ln -s a.json link.json
run edit link.json 'set plan name=linked' -o link.json
gives 'a symbolic link is written through' 0
is 'and stays a link' "$(readlink link.json)" a.json
is 'to the new text' "$(grep -c linked a.json)" 1
chmod 640 a.json
run edit a.json 'set plan name=mode' -o a.json
is 'the mode is kept' "$(stat -c %a a.json)" 640

# --- without permission; root has all, so run as nobody
chmod 755 .
if [ "$(id -u)" = 0 ]; then
    as='setpriv --reuid 65534 --clear-groups'
else
    as=
fi
if ! $as test -x "$weft" 2>/dev/null || ! $as test -x . 2>/dev/null; then
    skip 'permission' 'cannot run weft as another user'
    done_testing
fi
cp a.json secret.json
chmod 000 secret.json
rc=0
$as "$weft" check ./secret.json >.out 2>.err || rc=$?
out= err=$(cat .err)
gives 'a file without permission is exit 4' 4
says 'it says so' 'Permission denied'
chmod 644 secret.json
mkdir locked
cp a.json locked/b.json
chmod 444 locked/b.json
chmod 555 locked
rc=0
$as "$weft" edit ./secret.json 'set plan name=x' -o locked/b.json >.out \
    2>.err || rc=$?
err=$(cat .err)
gives 'a file that may not be written is exit 4' 4
says 'it says so' 'weft: locked/b.json: '
is 'and it is unharmed' "$(cmp locked/b.json a.json)" ''
rc=0
$as "$weft" edit ./secret.json 'set plan name=x' -o locked/c.json >.out \
    2>.err || rc=$?
err=$(cat .err)
gives 'a folder that may not be written is exit 4' 4
done_testing
