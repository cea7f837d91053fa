/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/read.h - values of a document, with their faults.
 *
 * A reader reads one piece (an element or the value of a member) that has
 * been parsed. Every read_ function returns true and fills *out, or adds a
 * fault and returns false; without memory it sets r->oom and returns false.
 * Faults name the entity and the member; the JSON pointer is made from the
 * same path, and only for faults that are kept. */
#ifndef WEFT_MODEL_READ_H
#define WEFT_MODEL_READ_H

#include "model/plan_int.h"

struct weft_reader {
    struct weft_plan *p;
    struct weft_faults *f;
    struct weft_arena *mem;    /* where strings and arrays go */
    const struct weft_json *j; /* the piece, parsed */
    size_t base;               /* offset of j->text in the document */
    /* what the piece is: element pos of member list, or (pos WEFT_NONE) the
     * value of that member */
    const char *list;
    size_t nlist;
    int32_t pos;
    const char *id; /* of a task or node, NULL if it has none */
    int32_t self;   /* index of the task being read, WEFT_NONE if it has none
                        yet */
    enum weft_unit unit;
    int32_t *seen; /* by task: self + 1 if already in this "after"; NULL: do
                      not look for such doubles */
    bool oom;
    struct weft_buf tmp; /* owned: weft_reader_release() */
};

void weft_reader_release(struct weft_reader *r);
/* "/key" as JSON pointers write it. */
void weft_pointer_key(struct weft_buf *b, const char *s, size_t n);

/* Add a fault at value v (with key set: at its name). */
void weft_fault(struct weft_reader *r, int32_t v, enum weft_rc code,
                const char *fmt, ...) WEFT_PRINTF(4, 5);
void weft_fault_key(struct weft_reader *r, int32_t v, enum weft_rc code,
                    const char *fmt, ...) WEFT_PRINTF(4, 5);
void weft_fault_warn(struct weft_reader *r, int32_t v, const char *fmt, ...)
    WEFT_PRINTF(3, 4);

/* The text of string v, without quotes and escapes; borrowed until the next
 * call. p is NULL without memory. */
struct weft_slice weft_read_slice(struct weft_reader *r, int32_t v);
struct weft_slice weft_read_key(struct weft_reader *r, int32_t v);

bool weft_read_kind(struct weft_reader *r, int32_t v, enum weft_json_kind kind);
bool weft_read_string(struct weft_reader *r, int32_t v, const char **out);
bool weft_read_time(struct weft_reader *r, int32_t v, int64_t *out);
bool weft_read_quantity(struct weft_reader *r, int32_t v, int64_t *out);
/* Billionths, >= 0; weft_read_signed() also below. */
bool weft_read_number(struct weft_reader *r, int32_t v, int64_t *out);
bool weft_read_signed(struct weft_reader *r, int32_t v, int64_t *out);
/* One of the NULL-terminated words; its index. */
bool weft_read_word(struct weft_reader *r, int32_t v, const char *const *word,
                    int *out);
/* The rule of ids, for a string or (key) a member's name. */
bool weft_read_id_rule(struct weft_reader *r, int32_t v, bool key,
                       struct weft_slice id);
/* {resource: quantity}; *out sorted by resource, in r->mem. With of_node set, a
 * global resource is a fault. */
bool weft_read_amounts(struct weft_reader *r, int32_t v, bool of_node,
                       struct weft_amount **out, int32_t *n);
/* {string: string} */
bool weft_read_labels(struct weft_reader *r, int32_t v, struct weft_label **out,
                      int32_t *n);
/* Index of the known member that v is, or -1; then a warning is given if it
 * looks like a mistake. */
int weft_read_member(struct weft_reader *r, int32_t v,
                     const struct weft_schema *table);
/* A fault for each required member of obj that is not in seen (bits by table
 * index). */
bool weft_read_required(struct weft_reader *r, int32_t obj,
                        const struct weft_schema *table, uint32_t seen);

/* --- entities ------------------------------------------------------------ */
/* Fill *t from the parsed piece; all faults are added. false: there are
 * errors, or no memory. */
bool weft_read_task(struct weft_reader *r, struct weft_task *t);
bool weft_read_node(struct weft_reader *r, struct weft_node *t);
/* Longest time that a task can add to a plan: its longest run, its longest
 * lag, its release or start pin. */
weft_wide weft_task_time(const struct weft_task *t);

/* --- top-level members --------------------------------------------------- */
/* "weft". *foreign: another major version, so nothing else can be judged. */
bool weft_read_version(struct weft_reader *r, bool *foreign);
bool weft_read_unit(struct weft_reader *r, enum weft_unit *out);
/* "resources": the declared ones in order, in r->mem (units in the plan's
 * ids); all of them are interned. */
bool weft_read_resources(struct weft_reader *r, struct weft_resource **out,
                         int32_t *n);
bool weft_read_network(struct weft_reader *r, struct weft_head *h);
bool weft_read_scenarios(struct weft_reader *r, struct weft_head *h);

/* --- the rule of ids ----------------------------------------------------- */
/* What is wrong with an id; NULL if nothing. */
const char *weft_id_fault(const char *s, size_t n);

/* ", did you mean 'x'?" for an id that is not there, if one is near. */
void weft_hint_task(struct weft_buf *b, const struct weft_plan *p,
                    struct weft_faults *f, const char *s, size_t n);
void weft_hint_node(struct weft_buf *b, const struct weft_plan *p,
                    struct weft_faults *f, const char *s, size_t n);

#endif
