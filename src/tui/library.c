/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/tui.h"

#include <curses.h>

const char *tui_library(void)
{
    return curses_version();
}
