/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys to commands: what the user bound, then the table. */
#include "ui/bind.h"

#include <stdio.h>
#include <string.h>

#include "ui/choices.h"
#include "ui/keys.h"

struct seq {
    uint32_t key[UI_BIND_KEYS];
    int n;
};

/* The next key of a sequence at *s (ended by a comma, a space or the end);
 * a lone comma is the key. */
static bool next_key(const char **s, uint32_t *key)
{
    const char *p = *s;
    size_t n = strcspn(p, ", ");

    if (*p == '\0' || *p == ' ')
        return false;
    if (n == 0)
        n = 1;
    if (!ui_key_parse(p, n, key))
        return false;
    p += n;
    if (*p == ',' && p[1] != '\0' && p[1] != ' ')
        p++;
    *s = p;
    return true;
}

/* The alternative of a command that begins at *s, which moves to the next
 * one; false: that was all. */
static bool next_seq(const char **s, struct seq *q)
{
    uint32_t key;

    q->n = 0;
    while (q->n < UI_BIND_KEYS && next_key(s, &key))
        q->key[q->n++] = key;
    while (**s && **s != ' ')
        (*s)++;
    *s += strspn(*s, " ");
    return q->n > 0;
}

static int shorter(int a, int b)
{
    return a < b ? a : b;
}

static bool begins_alike(const uint32_t *a, int na, const uint32_t *b, int nb)
{
    return memcmp(a, b, (size_t)shorter(na, nb) * sizeof(*a)) == 0;
}

/* Is this alternative of the table out of reach in the places c? */
static bool hidden(const struct ui_binds *b, unsigned c, const struct seq *q)
{
    for (int i = 0; b && i < b->n; i++) {
        if (begins_alike(b->v[i].key, b->v[i].n, q->key, q->n))
            c &= ~b->v[i].contexts;
    }
    return c == 0;
}

static enum ui_match compare(const uint32_t *want, int nwant,
                             const uint32_t *key, int n)
{
    if (n > nwant || !begins_alike(want, nwant, key, n))
        return UI_MATCH_NONE;
    return n == nwant ? UI_MATCH_FULL : UI_MATCH_PREFIX;
}

/* Among the bindings, the newest first; *bound: one of them is meant. */
static enum ui_match match_bound(const struct ui_binds *b, enum ui_context c,
                                 const uint32_t *key, int n,
                                 const struct ui_command **cmd)
{
    for (int i = b ? b->n - 1 : -1; i >= 0; i--) {
        enum ui_match m;

        if (!(b->v[i].contexts & c))
            continue;
        m = compare(b->v[i].key, b->v[i].n, key, n);
        if (m == UI_MATCH_FULL && !b->v[i].cmd)
            return UI_MATCH_NONE;
        if (m == UI_MATCH_FULL)
            *cmd = b->v[i].cmd;
        if (m != UI_MATCH_NONE)
            return m;
    }
    return UI_MATCH_NONE;
}

static enum ui_match match_table(const struct ui_binds *b, enum ui_context c,
                                 const uint32_t *key, int n,
                                 const struct ui_command **cmd)
{
    enum ui_match best = UI_MATCH_NONE;

    for (const struct ui_command *t = ui_commands(); t->name; t++) {
        const char *s = t->keys;
        struct seq q;

        if (!(t->contexts & c))
            continue;
        while (next_seq(&s, &q)) {
            enum ui_match m = compare(q.key, q.n, key, n);

            if (m <= best || hidden(b, c, &q))
                continue;
            best = m;
            if (m == UI_MATCH_FULL) {
                *cmd = t;
                return m;
            }
        }
    }
    return best;
}

enum ui_match ui_keys_match(const struct ui_binds *b, enum ui_context c,
                            const uint32_t *key, int n,
                            const struct ui_command **cmd)
{
    enum ui_match m = match_bound(b, c, key, n, cmd);

    return m != UI_MATCH_NONE ? m : match_table(b, c, key, n, cmd);
}

/* --- as text ------------------------------------------------------------- */

static void seq_text(const uint32_t *key, int n, char *out, size_t size)
{
    size_t len = strlen(out);

    for (int i = 0; i < n && len < size; i++) {
        char word[32];

        ui_key_word(key[i], word, sizeof(word));
        len += (size_t)snprintf(out + len, size - len, "%s%s",
                                !len ? ""
                                : i  ? " "
                                     : "  ",
                                word);
    }
}

void ui_keys_text(const struct ui_binds *b, const struct ui_command *cmd,
                  char *out, size_t size)
{
    const char *s = cmd->keys;
    struct seq q;

    out[0] = '\0';
    for (int i = 0; b && i < b->n; i++)
        if (b->v[i].cmd == cmd)
            seq_text(b->v[i].key, b->v[i].n, out, size);
    while (next_seq(&s, &q))
        if (!hidden(b, cmd->contexts, &q))
            seq_text(q.key, q.n, out, size);
}

/* --- binding ------------------------------------------------------------- */

static enum weft_rc parse(const char *keys, struct seq *q, struct weft_err *err)
{
    const char *s = keys;
    uint32_t key;

    q->n = 0;
    while (q->n < UI_BIND_KEYS && next_key(&s, &key))
        q->key[q->n++] = key;
    if (q->n == 0 || *s)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "'%.40s' is no key; see weft-keys(7)", keys);
    if (ui_key_is_text(q->key[0]) && q->key[0] >= '1' && q->key[0] <= '9')
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "'%.40s': digits are counts", keys);
    return WEFT_OK;
}

static enum weft_rc find(const char *name, const struct ui_command **cmd,
                         struct weft_err *err)
{
    const char *near = ui_nearest_command(name, strlen(name), true);

    *cmd = ui_command_find(name, strlen(name), ~0u);
    if (*cmd)
        return WEFT_OK;
    if (near)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "no command '%.40s'; did you mean '%s'?", name,
                            near);
    return weft_err_set(err, WEFT_E_INVAL, NULL, "no command '%.40s'", name);
}

static void note_one(char *note, size_t size, const char *keys,
                     const char *name)
{
    size_t len = strlen(note);

    if (len > 0)
        snprintf(note + len, size - len, ", %s", name);
    else
        snprintf(note, size, "%s was %s", keys, name);
}

/* "g was first, help". */
static void note_hidden(const struct ui_binds *b, const struct ui_bind *add,
                        const char *keys, char *note, size_t size)
{
    for (const struct ui_command *t = ui_commands(); t->name; t++) {
        const char *s = t->keys;
        unsigned both = t->contexts & add->contexts;
        struct seq q;

        while (both && t != add->cmd && next_seq(&s, &q)) {
            if (!begins_alike(add->key, add->n, q.key, q.n) ||
                hidden(b, both, &q))
                continue;
            note_one(note, size, keys, t->name);
            break;
        }
    }
    for (int i = 0; i < b->n; i++)
        if (b->v[i].contexts & add->contexts && b->v[i].cmd != add->cmd &&
            begins_alike(b->v[i].key, b->v[i].n, add->key, add->n))
            note_one(note, size, keys,
                     b->v[i].cmd ? b->v[i].cmd->name : "unbound");
}

/* Bindings that the new one hides wholly are dropped. */
static void put(struct ui_binds *b, const struct ui_bind *add)
{
    int k = 0;

    for (int i = 0; i < b->n; i++) {
        if (begins_alike(b->v[i].key, b->v[i].n, add->key, add->n))
            b->v[i].contexts &= ~add->contexts;
        if (b->v[i].contexts)
            b->v[k++] = b->v[i];
    }
    b->n = k;
    b->v[b->n++] = *add;
}

enum weft_rc ui_bind(struct ui_binds *b, const char *keys, const char *command,
                     char *note, size_t size, struct weft_err *err)
{
    struct ui_bind add = { .contexts = UI_CTX_PANES };
    struct seq q;
    enum weft_rc rc = parse(keys, &q, err);

    note[0] = '\0';
    if (!rc && command)
        rc = find(command, &add.cmd, err);
    if (rc)
        return rc;
    if (add.cmd)
        add.contexts = add.cmd->contexts;
    if (ui_key_is_text(q.key[0]))
        add.contexts &= ~(unsigned)UI_CTX_TYPING;
    if (!add.contexts)
        return weft_err_set(err, WEFT_E_INVAL, NULL,
                            "'%.40s' is typed where '%s' works", keys,
                            add.cmd->name);
    if (b->n == UI_BINDS)
        return weft_err_set(err, WEFT_E_LIMIT, NULL, "at most %d bindings",
                            UI_BINDS);
    memcpy(add.key, q.key, sizeof(add.key));
    add.n = q.n;
    note_hidden(b, &add, keys, note, size);
    put(b, &add);
    return WEFT_OK;
}
