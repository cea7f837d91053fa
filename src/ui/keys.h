/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/keys.h - the one table of commands and the keys they are on.
 *
 * Dispatch, the footer, the help, weft-keys(7) and the ":" line all come from
 * it, so they cannot disagree. A command is added by a line in the table. */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include "ui/ui.h"

/* Where a key works; a command lists all of its places. */
enum ui_context {
    UI_CTX_TASKS = 1u << 0,
    UI_CTX_NODES = 1u << 1,
    UI_CTX_WHY = 1u << 2,
    UI_CTX_ROW = 1u << 3,
    UI_CTX_LINE = 1u << 4,
    UI_CTX_LINK = 1u << 5,
    UI_CTX_PICK = 1u << 6,
    UI_CTX_CHAIN = 1u << 7,
    UI_CTX_HELP = 1u << 8,
    UI_CTX_QUIT = 1u << 9,
    UI_CTX_GRAPH = 1u << 10,
    UI_CTX_SWEEP = 1u << 20,
    UI_CTX_SCENARIOS = 1u << 21,
    UI_CTX_FOUND = 1u << 11,
    UI_CTX_CHANGED = 1u << 12,
    UI_CTX_FORM = 1u << 16,
    UI_CTX_PAST = 1u << 17,
    UI_CTX_RACE = 1u << 18,
    UI_CTX_EXPORT = 1u << 19,
    UI_CTX_TYPING = UI_CTX_ROW | UI_CTX_FORM |
                    UI_CTX_LINE, /* text keys are text */
    UI_CTX_PANES = UI_CTX_GRAPH | UI_CTX_TASKS | UI_CTX_NODES | UI_CTX_WHY
};

struct ui_command {
    const char *name; /* also typed after ":" where it works in the panes */
    /* alternatives parted by spaces; the keys of a sequence are joined by
     * commas: "g,g Home" */
    const char *keys;
    unsigned contexts;
    int rank;         /* in the footer, lowest first; 0: not there */
    const char *hint; /* its word there; also the short form in lists */
    const char *help; /* what it does, as a sentence without a full stop */
    /* count: typed before it, 0 if none */
    void (*run)(struct ui *u, int count);
    /* why it cannot act now; NULL: it can. NULL pointer: it always can. */
    const char *(*off)(const struct ui_state *s, const struct ui_model *m);
};

/* Ends with name == NULL. */
const struct ui_command *ui_commands(void);
/* The context that keys go to now. */
enum ui_context ui_context(const struct ui_state *s);
/* By name, among those of a context in `contexts`; NULL: none. */
const struct ui_command *ui_command_find(const char *name, size_t len,
                                         unsigned contexts);

enum ui_match { UI_MATCH_NONE, UI_MATCH_PREFIX, UI_MATCH_FULL };
/* Look up n keys in context c; what the user has bound (may be NULL) comes
 * before the table. FULL sets *cmd. */
enum ui_match ui_keys_match(const struct ui_binds *b, enum ui_context c,
                            const uint32_t *key, int n,
                            const struct ui_command **cmd);
/* The keys of a command as people read them: "g g  Home"; "" if all were taken
 * from it. */
void ui_keys_text(const struct ui_binds *b, const struct ui_command *cmd,
                  char *out, size_t size);
/* Run a command, or say why it cannot act. */
void ui_run(struct ui *u, const struct ui_command *cmd, int count);

#endif
