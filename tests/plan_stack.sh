#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Large plans with a stack of 256 KiB: nothing recurses over tasks.
. "${srcdir:-.}/tests/lib/tap.sh"

if [ ! -x tests/test_plan_big ]; then
    skip 'large plans need little stack' 'built without cmocka'
    done_testing
fi
out=$( (ulimit -s 256 && CMOCKA_MESSAGE_OUTPUT=STDOUT tests/test_plan_big) 2>&1)
is 'large plans need little stack' "$?" 0
[ "${out#*FAILED}" = "$out" ] || printf '%s\n' "$out" | sed 's/^/# /'
done_testing
