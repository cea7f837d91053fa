# SPDX-License-Identifier: GPL-3.0-or-later
# tests/lib/tap.sh - a few words for tests that are shell scripts. Sourced.
#
#   ok NAME            passed
#   not_ok NAME WHY    failed; WHY may have several lines
#   is NAME GOT WANT   compared
#   skip NAME WHY
#   done_testing       last
tap_n=0
ok() {
    tap_n=$((tap_n + 1))
    echo "ok $tap_n - $1"
}
not_ok() {
    tap_n=$((tap_n + 1))
    echo "not ok $tap_n - $1"
    printf '%s\n' "${2-}" | sed 's/^/# /'
}
is() {
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "got:
$2
want:
$3"
    fi
}
skip() {
    tap_n=$((tap_n + 1))
    echo "ok $tap_n - $1 # SKIP $2"
}
done_testing() {
    echo "1..$tap_n"
    exit 0
}
