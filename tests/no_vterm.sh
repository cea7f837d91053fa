#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# In the place of tests/test_tui_vterm where that cannot be built.
. "${srcdir:-.}/tests/lib/tap.sh"
skip 'the program as a terminal sees it' 'libvterm is not installed'
done_testing
