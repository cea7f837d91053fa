#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A save that is killed or that fails at any system call leaves the old file
# or the new one, never a mixture, and no temporary file after a failure.
. "${srcdir:-.}/tests/lib/tap.sh"

ASAN_OPTIONS=detect_leaks=0 # it cannot look for leaks under strace
export ASAN_OPTIONS
tool=$PWD/tests/save_file
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
seq 1 3000 >old
seq 2 4000 >new

if ! strace -o /dev/null -e trace=none true 2>/dev/null; then
    skip 'a save that is killed is not torn' 'strace cannot run here'
    skip 'a save that fails is not torn' 'strace cannot run here'
    done_testing
fi

# save [STRACE-OPTION]: save new over a copy of old in the folder t; sets rc
save() {
    rm -rf t
    mkdir t
    cp old t/f
    [ -z "$linked" ] || ln t/f t/g
    # the outer shell prints who was killed
    { strace -qq -o /dev/null "$@" "$tool" t/f new; } >/dev/null 2>&1
    rc=$?
}
is_whole() { cmp -s t/f old || cmp -s t/f new; }

# Kill it at the k-th of the calls that change anything, for every k.
calls=openat,write,fsync,close,rename,unlink,fchmod,fchown,ftruncate,fallocate
torn=
linked=
k=0
rc=1
while [ "$rc" -ne 0 ] && [ $k -lt 300 ]; do
    k=$((k + 1))
    save -e "trace=$calls" -e "inject=$calls:signal=KILL:when=$k"
    is_whole || torn="$torn $k"
done
is "a save that is killed is not torn" "$torn" ''
is "the last kill came too late" "$rc $(cmp t/f new && echo new)" '0 new'

# Killed while it is rewritten in place, a whole copy of the old file remains.
torn=
linked=yes
k=0
rc=1
while [ "$rc" -ne 0 ] && [ $k -lt 300 ]; do
    k=$((k + 1))
    save -e "trace=$calls" -e "inject=$calls:signal=KILL:when=$k"
    is_whole || cmp -s t/.f.weft-* old || torn="$torn $k"
done
is "a rewrite that is killed leaves a whole copy" "$torn" ''

# Let each call fail. Success must mean the new content.
for linked in '' yes; do
    torn= liars= left=
    for call in openat write fsync close rename fchmod fallocate ftruncate; do
        for error in ENOSPC EINTR; do
            for when in 1 2 3; do
                # the loader and the reading of new come first
                case $call in
                openat | close) when=$((when + 3)) ;;
                esac
                save -e "trace=$call" -e "inject=$call:error=$error:when=$when"
                id=$call-$error-$when
                is_whole || torn="$torn $id"
                [ $rc -ne 0 ] || cmp -s t/f new || liars="$liars $id"
                [ -z "$(find t -name '.f.*')" ] || left="$left $id"
            done
        done
    done
    how=${linked:+ in place}
    is "a save$how that fails is not torn" "$torn" ''
    is "a save$how that succeeds has saved" "$liars" ''
    is "a save$how that fails leaves no other file" "$left" ''
done
done_testing
