#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The libraries hold no mutable data and never touch terminal, clock,
# environment or exit. Runs in the build folder.
. "${srcdir:-.}/tests/lib/tap.sh"

if nm -u libweft.a | grep -qE '__asan|__ubsan|__gcov'; then
    skip 'the libraries have no mutable data' 'instrumented build'
    done_testing
fi
for a in libweft.a libweftui.a; do
    # .data.rel.ro holds relocated const tables: allowed.
    is "$a has no mutable data" "$(size -A "$a" | awk '
        /^[^ ]*\.o/ { o = $1 }
        $1 ~ /^\.(data|bss|tdata|tbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 {
            print o ": " $1 " (" $2 " bytes)" }')" ''
    words='exit|_exit|abort|printf|vprintf|puts|putchar|stdout|stderr'
    words="$words|getenv|secure_getenv|setenv|time|clock|clock_gettime"
    words="$words|gettimeofday|localtime|rand|srand|random|strtok|setlocale"
    words="$words|signal|sigaction|fork|system|popen|initscr|newterm|wrefresh"
    is "$a calls nothing of terminal, clock, environment or exit" \
        "$(nm -u "$a" | awk '{ print $2 }' | grep -xE "$words" | sort -u)" ''
done
done_testing
