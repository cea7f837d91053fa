/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/wfformat.h - a WfFormat document between being read and being written as
 * a plan. WfFormat: https://github.com/wfcommons/WfFormat. */
#ifndef WEFT_IO_WFFORMAT_H
#define WEFT_IO_WFFORMAT_H

#include "base/json.h"
#include "base/map.h"
#include "io/format.h"
#include "weft/graph.h"

struct cJSON; /* the parsed document; only the .c files look inside */

struct weft_wf_task {
    const char *id; /* in the file, borrowed */
    char *clean;    /* the plan's id where that one is not allowed; owned */
    const struct cJSON *spec; /* borrowed */
    const struct cJSON *exec; /* NULL: not executed */
    int32_t exec_at;          /* its place in the list of executions */
    int64_t duration;         /* milliseconds */
    int64_t cores;            /* thousandths */
    int64_t memory;           /* bytes */
};

struct weft_wf_machine {
    char *id;       /* unique and allowed; owned */
    int64_t cores;  /* thousandths */
    int64_t memory; /* bytes; -1: not given */
};

/* How often something was lost, and the first place. */
struct weft_wf_loss {
    int32_t n;
    char first[400]; /* safe to show */
};

struct weft_wf { /* zero-initialise; weft_wf_release() */
    const char *text;
    struct weft_json scan; /* for the places of faults */
    struct cJSON *root;
    struct weft_diags *diags;
    enum weft_rc rc; /* of the first fault */
    struct weft_err *err;

    struct weft_wf_task *task;
    int32_t ntask;
    struct weft_map ids;    /* of the file -> task */
    struct weft_map titles; /* names in the file -> task */
    struct weft_map names;  /* allowed ids in use */
    struct weft_wf_machine *machine;
    int32_t nmachine;
    bool with_memory;

    int32_t *from, *to; /* links, as given: repeated, both directions */
    int32_t nlink, link_cap;
    struct weft_graph graph;
    int64_t *data; /* per predecessor entry of graph: bytes */

    struct weft_wf_loss no_run_time, no_cores, clamped, rounded, renamed,
        no_machine_cores, no_machine_memory, undeclared, measured;
    int64_t slowest, fastest; /* MHz of the machines; 0: not given */
};

void weft_wf_release(struct weft_wf *w);
/* Fill *w from text. False: faults are in diags, or w->rc is WEFT_E_NOMEM. */
bool weft_wf_read(struct weft_wf *w, const char *text, size_t len);
/* What the files of tasks say about the links: sizes, and links that the
 * files ask for but the tasks do not have. */
bool weft_wf_files(struct weft_wf *w);
/* The plan document and the loss report. */
void weft_wf_write(const struct weft_wf *w, struct weft_buf *b);
void weft_wf_report(const struct weft_wf *w);

/* Small steps shared by the parts. */
const struct cJSON *weft_wf_get(const struct cJSON *object, const char *key);
const struct cJSON *weft_wf_list(const struct cJSON *object,
                                 const char *key); /* or NULL */
const char *weft_wf_string(const struct cJSON *object, const char *key);
const struct cJSON *weft_wf_spec(const struct weft_wf *w);
const struct cJSON *weft_wf_exec(const struct weft_wf *w);
bool weft_wf_nomem(struct weft_wf *w);
/* A fault at a JSON pointer; always false. */
bool weft_wf_fault(struct weft_wf *w, enum weft_rc code, const char *pointer,
                   const char *fmt, ...) WEFT_PRINTF(4, 5);
/* A number that is not negative, times scale, rounded up: the smallest integer
 * whose quotient by scale is not below it. */
bool weft_wf_scaled(struct weft_wf *w, const struct cJSON *v, int64_t scale,
                    const char *pointer, int64_t *out);
void weft_wf_lose(struct weft_wf_loss *loss, const char *first);
/* base, or base with a number behind it, that is not in names; put there.
 * Takes base (NULL: without memory) and gives the result, malloc'd; NULL
 * without memory. The counter spares many equal names the search. */
char *weft_wf_unique(struct weft_map *names, char *base, int32_t *counter);

/* struct weft_format.write of WfFormat. */
enum weft_rc weft_wf_export(const struct weft_plan *p, char **text, size_t *len,
                            struct weft_diags *loss, struct weft_err *err);

#endif
