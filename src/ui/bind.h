/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/bind.h - keys that the user has given other commands.
 *
 * A binding holds in every place where its command works, and hides the keys
 * of the table that it equals, begins or goes on with there. */
#ifndef UI_BIND_H
#define UI_BIND_H

#include <stdint.h>

#include "weft/err.h"

#define UI_BINDS     64
#define UI_BIND_KEYS 4 /* in a sequence */

struct ui_command;

struct ui_bind {
    uint32_t key[UI_BIND_KEYS];
    int n;
    unsigned contexts;
    const struct ui_command *cmd; /* NULL: the keys do nothing */
};

struct ui_binds { /* zero-initialise */
    struct ui_bind v[UI_BINDS];
    int n;
};

/* Bind keys (a word as in the table: "x", "g,h", "Ctrl-T") to the command of
 * this name, or with command NULL to nothing in the panes. note: what this
 * took keys from, "" if nothing. WEFT_E_INVAL: a key or command that is none,
 * or a key that is typed where the command works; WEFT_E_LIMIT: too many. */
enum weft_rc ui_bind(struct ui_binds *b, const char *keys, const char *command,
                     char *note, size_t size, struct weft_err *err);

#endif
