/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a WfFormat document: how much data a link carries. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "io/wfformat.h"

/* A task that writes a file; the writers of a file are a list. */
struct writer {
    int32_t task, next;
};

struct files {
    struct weft_map index;
    int64_t *size;  /* bytes */
    int32_t *first; /* writer, WEFT_NONE if there is none */
    int32_t *seen;  /* task that read it last + 1 */
    int32_t n, cap;
    struct writer *writer;
    int32_t nwriter, writer_cap;
};

static void release_files(struct files *f)
{
    weft_map_release(&f->index);
    free(f->size);
    free(f->first);
    free(f->seen);
    free(f->writer);
}

static bool grow_files(struct files *f)
{
    int32_t cap = f->cap ? f->cap : 64;
    int32_t *v;
    int64_t *s;

    if (cap > INT32_MAX / 2)
        return false;
    s = realloc(f->size, 2 * (size_t)cap * sizeof(*s));
    if (!s)
        return false;
    f->size = s;
    v = realloc(f->first, 2 * (size_t)cap * sizeof(*v));
    if (!v)
        return false;
    f->first = v;
    v = realloc(f->seen, 2 * (size_t)cap * sizeof(*v));
    if (!v)
        return false;
    f->seen = v;
    f->cap = 2 * cap;
    return true;
}

/* Index of the file called id, new ones with size 0; WEFT_NONE without
 * memory. */
static int32_t file_of(struct files *f, const char *id)
{
    int32_t i = weft_map_get(&f->index, id, strlen(id));

    if (i != WEFT_NONE)
        return i;
    if (f->n == f->cap && !grow_files(f))
        return WEFT_NONE;
    i = f->n;
    if (weft_map_put(&f->index, id, strlen(id), i))
        return WEFT_NONE;
    f->size[i] = 0;
    f->first[i] = WEFT_NONE;
    f->seen[i] = 0;
    f->n++;
    return i;
}

static bool push_writer(struct files *f, int32_t file, int32_t task)
{
    if (f->nwriter == f->writer_cap) {
        int32_t cap = f->writer_cap ? f->writer_cap : 64;
        struct writer *v;

        if (cap > INT32_MAX / 2)
            return false;
        v = realloc(f->writer, 2 * (size_t)cap * sizeof(*v));
        if (!v)
            return false;
        f->writer = v;
        f->writer_cap = 2 * cap;
    }
    f->writer[f->nwriter] = (struct writer){ task, f->first[file] };
    f->first[file] = f->nwriter++;
    return true;
}

/* Sizes that are missing or no sizes count as nothing: they only matter where
 * a network is added to the plan. */
static int64_t size_of(const cJSON *file)
{
    const cJSON *v = weft_wf_get(file, "sizeInBytes");
    double most = 1e15;

    if (!cJSON_IsNumber(v) || !(v->valuedouble > 0))
        return 0;
    return v->valuedouble < most ? (int64_t)v->valuedouble : (int64_t)most;
}

static const char *file_id(const cJSON *v)
{
    const char *id = cJSON_GetStringValue(v);

    if (!id)
        id = weft_wf_string(v, "id");
    return id ? id : weft_wf_string(v, "name");
}

static bool read_sizes(struct weft_wf *w, struct files *f)
{
    const cJSON *list = weft_wf_list(weft_wf_spec(w), "files"), *v;

    cJSON_ArrayForEach (v, list) {
        const char *id = file_id(v);
        int32_t i = id ? file_of(f, id) : WEFT_NONE;

        if (id && i == WEFT_NONE)
            return weft_wf_nomem(w);
        if (id)
            f->size[i] = size_of(v);
    }
    return true;
}

/* The files of a task one after the other: of 1.5 the list `key`, of older
 * documents those in "files" with this "link". */
static const cJSON *next_file(const cJSON *spec, const char *key,
                              const char *link, const cJSON *v)
{
    const cJSON *list = weft_wf_list(spec, key);
    bool old = !list;

    if (old)
        list = weft_wf_list(spec, "files");
    v = v ? v->next : list ? list->child : NULL;
    while (old && v) {
        const char *is = weft_wf_string(v, "link");

        if (is && strcmp(is, link) == 0)
            break;
        v = v->next;
    }
    return v;
}

static bool read_outputs(struct weft_wf *w, struct files *f)
{
    for (int32_t i = 0; i < w->ntask; i++) {
        const cJSON *spec = w->task[i].spec, *v = NULL;

        while ((v = next_file(spec, "outputFiles", "output", v))) {
            const char *id = file_id(v);
            int32_t k = id ? file_of(f, id) : WEFT_NONE;

            if (!id)
                continue;
            if (k == WEFT_NONE || !push_writer(f, k, i))
                return weft_wf_nomem(w);
            if (cJSON_IsObject(v))
                f->size[k] = size_of(v);
        }
    }
    return true;
}

/* Sum up what task i reads from each writer; got[] is by task. */
static void read_inputs(struct weft_wf *w, struct files *f, int32_t i,
                        int64_t *got, bool *wrote)
{
    const cJSON *v = NULL;

    while ((v = next_file(w->task[i].spec, "inputFiles", "input", v))) {
        const char *id = file_id(v);
        int32_t k = id ? weft_map_get(&f->index, id, strlen(id)) : WEFT_NONE;

        if (k == WEFT_NONE || f->seen[k] == i + 1)
            continue;
        f->seen[k] = i + 1;
        for (int32_t x = f->first[k]; x != WEFT_NONE; x = f->writer[x].next) {
            int64_t *sum = &got[f->writer[x].task];

            wrote[f->writer[x].task] = true;
            *sum = *sum < INT64_MAX / WEFT_MILLI - f->size[k]
                       ? *sum + f->size[k]
                       : INT64_MAX / WEFT_MILLI;
        }
    }
}

/* The links of task i take their data; a writer that is no predecessor is
 * noted. Clears got[] and wrote[] again. */
static void settle(struct weft_wf *w, struct files *f, int32_t i, int64_t *got,
                   bool *wrote)
{
    const struct weft_graph *g = &w->graph;
    const cJSON *v = NULL;

    for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
        w->data[e] = got[g->pred[e]];
        wrote[g->pred[e]] = false;
    }
    while ((v = next_file(w->task[i].spec, "inputFiles", "input", v))) {
        const char *id = file_id(v);
        int32_t k = id ? weft_map_get(&f->index, id, strlen(id)) : WEFT_NONE;

        if (k == WEFT_NONE || f->seen[k] != i + 1)
            continue;
        f->seen[k] = 0;
        for (int32_t x = f->first[k]; x != WEFT_NONE; x = f->writer[x].next) {
            int32_t task = f->writer[x].task;

            if (wrote[task] && task != i)
                weft_wf_lose(&w->undeclared, w->task[i].id);
            wrote[task] = false;
            got[task] = 0;
        }
    }
}

bool weft_wf_files(struct weft_wf *w)
{
    size_t n = (size_t)w->ntask + 1;
    struct files f = { 0 };
    int64_t *got = calloc(n, sizeof(*got));
    bool *wrote = calloc(n, sizeof(*wrote));
    bool ok;

    w->data = calloc((size_t)w->nlink + 1, sizeof(*w->data));
    ok = got && wrote && w->data && read_sizes(w, &f) && read_outputs(w, &f);
    for (int32_t i = 0; ok && i < w->ntask; i++) {
        read_inputs(w, &f, i, got, wrote);
        settle(w, &f, i, got, wrote);
    }
    release_files(&f);
    free(got);
    free(wrote);
    return ok || weft_wf_nomem(w);
}
