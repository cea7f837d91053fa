/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/tui.h"

enum weft_rc tui_run(struct weft_plan *p, const char *path,
                     const struct tui_opts *o, struct weft_err *err)
{
    (void)p;
    (void)o;
    return weft_err_set(err, WEFT_E_IO, path,
                        "this build has no terminal interface; "
                        "try 'weft report'");
}
