/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WfFormat 1.x: reading. Versions before 1.5 kept specification and execution
 * of a task in one object under /workflow/tasks; both forms are accepted. */
#include "io/wfformat.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"
#include "model/read.h"

enum {
    POINTER = 200, /* bytes of a JSON pointer in a message */
    SHOWN = 130    /* bytes of a name in one */
};

void weft_wf_release(struct weft_wf *w)
{
    for (int32_t i = 0; i < w->ntask; i++)
        free(w->task[i].clean);
    for (int32_t i = 0; i < w->nmachine; i++)
        free(w->machine[i].id);
    free(w->task);
    free(w->machine);
    free(w->from);
    free(w->to);
    free(w->data);
    weft_graph_release(&w->graph);
    weft_map_release(&w->ids);
    weft_map_release(&w->titles);
    weft_map_release(&w->names);
    weft_json_release(&w->scan);
    cJSON_Delete(w->root);
    *w = (struct weft_wf){ 0 };
}

/* --- faults -------------------------------------------------------------- */

/* The value that a pointer of plain keys and numbers names, as deep as it
 * exists. */
static int32_t find_value(const struct weft_json *j, const char *pointer)
{
    int32_t at = 0;

    while (*pointer == '/') {
        char key[64];
        size_t n = strcspn(++pointer, "/");
        int32_t next = WEFT_NONE;

        snprintf(key, sizeof(key), "%.*s", (int)n, pointer);
        pointer += n;
        if (j->v[at].kind == WEFT_JSON_OBJECT) {
            next = weft_json_get(j, at, key);
        } else if (j->v[at].kind == WEFT_JSON_ARRAY) {
            next = j->v[at].child;
            for (long k = strtol(key, NULL, 10); k > 0 && next >= 0; k--)
                next = j->v[next].next;
        }
        if (next == WEFT_NONE)
            return at;
        at = next;
    }
    return at;
}

bool weft_wf_fault(struct weft_wf *w, enum weft_rc code, const char *pointer,
                   const char *fmt, ...)
{
    size_t at = w->scan.v[find_value(&w->scan, pointer)].begin;
    int line, column;
    char msg[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(msg, sizeof(msg), fmt, ap);
    va_end(ap);
    weft_json_place(w->text, at, &line, &column);
    weft_diags_add(w->diags, false, code, line, column, pointer, "%s", msg);
    if (w->rc)
        return false;
    w->rc = weft_err_set(w->err, code, NULL, "%s", msg);
    if (w->err) {
        w->err->line = line;
        w->err->column = column;
    }
    return false;
}

bool weft_wf_nomem(struct weft_wf *w)
{
    w->rc = weft_err_set(w->err, WEFT_E_NOMEM, NULL, "out of memory");
    return false;
}

void weft_wf_lose(struct weft_wf_loss *loss, const char *first)
{
    struct weft_buf b = { 0 };
    size_t n = strlen(first);

    if (loss->n++)
        return;
    weft_utf8_show(&b, first, n < SHOWN ? n : SHOWN, false);
    snprintf(loss->first, sizeof(loss->first), "%s%s", b.p ? b.p : "",
             n < SHOWN ? "" : "...");
    weft_buf_release(&b);
}

/* A name from the file, safe to print, kept by the caller. */
static const char *shown(struct weft_wf_loss *name, const char *s)
{
    name->n = 0;
    weft_wf_lose(name, s);
    return name->first;
}

/* --- values -------------------------------------------------------------- */

const cJSON *weft_wf_get(const cJSON *object, const char *key)
{
    return cJSON_IsObject(object)
               ? cJSON_GetObjectItemCaseSensitive(object, key)
               : NULL;
}

const cJSON *weft_wf_list(const cJSON *object, const char *key)
{
    const cJSON *v = weft_wf_get(object, key);

    return cJSON_IsArray(v) ? v : NULL;
}

const char *weft_wf_string(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(weft_wf_get(object, key));
}

static const cJSON *workflow(const struct weft_wf *w)
{
    return weft_wf_get(w->root, "workflow");
}

const cJSON *weft_wf_spec(const struct weft_wf *w)
{
    const cJSON *spec = weft_wf_get(workflow(w), "specification");

    return spec ? spec : workflow(w);
}

const cJSON *weft_wf_exec(const struct weft_wf *w)
{
    const cJSON *exec = weft_wf_get(workflow(w), "execution");

    return exec ? exec : workflow(w);
}

/* The first of two names for the same thing. */
static const cJSON *either(const cJSON *object, const char *key,
                           const char *old)
{
    const cJSON *v = weft_wf_get(object, key);

    return v ? v : weft_wf_get(object, old);
}

bool weft_wf_scaled(struct weft_wf *w, const cJSON *v, int64_t scale,
                    const char *pointer, int64_t *out)
{
    double d, most = 9e15 / (double)scale;
    int64_t n;

    if (!cJSON_IsNumber(v))
        return weft_wf_fault(w, WEFT_E_INVAL, pointer, "expected a number");
    d = v->valuedouble;
    if (!(d >= 0))
        return weft_wf_fault(w, WEFT_E_INVAL, pointer,
                             "expected a number that is not negative");
    if (!(d < most))
        return weft_wf_fault(w, WEFT_E_LIMIT, pointer,
                             "the number is too large");
    n = (int64_t)(d * (double)scale);
    while ((double)n / (double)scale < d)
        n++;
    while (n > 0 && (double)(n - 1) / (double)scale >= d)
        n--;
    *out = n;
    return true;
}

/* --- ids ----------------------------------------------------------------- */

/* The id with every character that is not allowed replaced; malloc'd. */
static char *clean_id(const char *id)
{
    enum { CLEAN_MAX = 240 /* leaves room for a number behind it */ };
    size_t n = strlen(id), used;
    struct weft_buf b = { 0 };

    for (size_t i = 0; i < n; i += used) {
        uint32_t cp;

        used = weft_utf8_decode(id + i, n - i, &cp);
        if (b.len + used > CLEAN_MAX)
            break;
        if (weft_id_fault(id + i, used))
            weft_buf_addc(&b, '_');
        else
            weft_buf_add(&b, id + i, used);
    }
    if (!b.len)
        weft_buf_addc(&b, '_');
    return weft_buf_take(&b);
}

char *weft_wf_unique(struct weft_map *names, char *base, int32_t *counter)
{
    struct weft_buf b = { 0 };
    char *out = base;

    while (out && weft_map_get(names, out, strlen(out)) != WEFT_NONE) {
        weft_buf_clear(&b);
        weft_buf_addf(&b, "%s-%d", base, (int)++*counter + 1);
        out = b.oom ? NULL : b.p;
    }
    if (out && out == b.p)
        b = (struct weft_buf){ 0 };
    if (out != base)
        free(base);
    weft_buf_release(&b);
    if (out && weft_map_put(names, out, strlen(out), 0)) {
        free(out);
        return NULL;
    }
    return out;
}

/* Ids that are allowed stay; the others give way to them. */
static bool allow_ids(struct weft_wf *w)
{
    int32_t counter = 0;

    for (int32_t i = 0; i < w->ntask; i++) {
        const char *id = w->task[i].id;

        if (!weft_id_fault(id, strlen(id)) &&
            weft_map_put(&w->names, id, strlen(id), 0))
            return weft_wf_nomem(w);
    }
    for (int32_t i = 0; i < w->ntask; i++) {
        const char *id = w->task[i].id;

        if (!weft_id_fault(id, strlen(id)))
            continue;
        w->task[i].clean = weft_wf_unique(&w->names, clean_id(id), &counter);
        if (!w->task[i].clean)
            return weft_wf_nomem(w);
        weft_wf_lose(&w->renamed, id);
    }
    return true;
}

/* --- tasks --------------------------------------------------------------- */

static const char *task_list(const struct weft_wf *w)
{
    return weft_wf_get(workflow(w), "specification")
               ? "/workflow/specification/tasks"
               : "/workflow/tasks";
}

static const char *id_of(const cJSON *task)
{
    const char *id = weft_wf_string(task, "id");

    return id ? id : weft_wf_string(task, "name");
}

/* By id or, as early documents do, by name; WEFT_NONE if there is none. */
static int32_t find_task(const struct weft_wf *w, const char *id)
{
    int32_t i = id ? weft_map_get(&w->ids, id, strlen(id)) : WEFT_NONE;

    if (id && i == WEFT_NONE)
        i = weft_map_get(&w->titles, id, strlen(id));
    return i;
}

static bool read_task(struct weft_wf *w, const cJSON *v, int32_t i)
{
    const char *id = id_of(v), *name = weft_wf_string(v, "name");
    struct weft_wf_loss quoted;
    char pointer[POINTER];
    int32_t other;

    snprintf(pointer, sizeof(pointer), "%s/%d", task_list(w), (int)i);
    w->task[i] = (struct weft_wf_task){ .id = id ? id : "", .spec = v };
    if (!id || !*id)
        return weft_wf_fault(w, WEFT_E_INVAL, pointer,
                             "expected a task with an id");
    other = weft_map_get(&w->ids, id, strlen(id));
    if (other != WEFT_NONE)
        return weft_wf_fault(w, WEFT_E_INVAL, pointer,
                             "duplicate id '%s': %s/%d has it already",
                             shown(&quoted, id), task_list(w), (int)other);
    if (weft_map_put(&w->ids, id, strlen(id), i) ||
        (name && weft_map_put(&w->titles, name, strlen(name), i)))
        return weft_wf_nomem(w);
    return true;
}

static bool read_tasks(struct weft_wf *w)
{
    const cJSON *list = weft_wf_list(weft_wf_spec(w), "tasks"), *v;
    int32_t i = 0;

    if (!list)
        return weft_wf_fault(w, WEFT_E_INVAL, task_list(w),
                             "expected the list of tasks");
    w->task = calloc((size_t)cJSON_GetArraySize(list) + 1, sizeof(*w->task));
    if (!w->task)
        return weft_wf_nomem(w);
    cJSON_ArrayForEach (v, list) {
        read_task(w, v, i++);
        w->ntask = i;
        if (w->rc == WEFT_E_NOMEM)
            return false;
    }
    return !w->rc && allow_ids(w);
}

/* Match /workflow/execution/tasks to the tasks by id. */
static void read_executions(struct weft_wf *w)
{
    const cJSON *list = weft_wf_list(weft_wf_exec(w), "tasks"), *v;
    int32_t at = 0;

    cJSON_ArrayForEach (v, list) {
        int32_t i = find_task(w, id_of(v));

        if (i != WEFT_NONE && !w->task[i].exec) {
            w->task[i].exec = v;
            w->task[i].exec_at = at;
        }
        at++;
    }
}

static bool is_positive(const cJSON *v)
{
    return cJSON_IsNumber(v) && v->valuedouble > 0;
}

/* The file's cores, else those its processor use stands for, else one. */
static bool read_cores(struct weft_wf *w, struct weft_wf_task *t,
                       const char *pointer)
{
    const cJSON *cores = either(t->exec, "coreCount", "cores");
    const cJSON *use = weft_wf_get(t->exec, "avgCPU");
    const int64_t core = (int64_t)100 * WEFT_MILLI;
    int64_t percent;

    if (is_positive(cores))
        return weft_wf_scaled(w, cores, WEFT_MILLI, pointer, &t->cores);
    weft_wf_lose(&w->no_cores, t->id);
    t->cores = WEFT_MILLI;
    if (!is_positive(use))
        return true;
    if (!weft_wf_scaled(w, use, WEFT_MILLI, pointer, &percent))
        return false;
    t->cores = (percent + core - 1) / core * WEFT_MILLI;
    return true;
}

static bool read_run_time(struct weft_wf *w, struct weft_wf_task *t,
                          const char *pointer)
{
    enum { UNKNOWN = 1000 /* ms */ };
    const cJSON *v = either(t->exec, "runtimeInSeconds", "runtime");

    t->duration = UNKNOWN;
    if (!v) {
        weft_wf_lose(&w->no_run_time, t->id);
        return true;
    }
    if (!weft_wf_scaled(w, v, WEFT_MILLI, pointer, &t->duration))
        return false;
    if ((double)t->duration / WEFT_MILLI > v->valuedouble)
        weft_wf_lose(&w->rounded, t->id);
    return true;
}

static bool read_use(struct weft_wf *w, int32_t i)
{
    static const char *const measured[] = { "readBytes", "writtenBytes",
                                            "energyInKWh", "avgPowerInW",
                                            "avgPowerInKWh" };
    struct weft_wf_task *t = &w->task[i];
    const cJSON *memory = either(t->exec, "memoryInBytes", "memory");
    char pointer[POINTER];

    snprintf(pointer, sizeof(pointer), "%s/%d",
             weft_wf_get(workflow(w), "execution") ? "/workflow/execution/tasks"
                                                   : "/workflow/tasks",
             (int)t->exec_at);
    for (size_t k = 0; k < sizeof(measured) / sizeof(measured[0]); k++)
        if (weft_wf_get(t->exec, measured[k])) {
            weft_wf_lose(&w->measured, t->id);
            break;
        }
    return read_run_time(w, t, pointer) && read_cores(w, t, pointer) &&
           (!is_positive(memory) ||
            weft_wf_scaled(w, memory, 1, pointer, &t->memory));
}

/* --- machines ------------------------------------------------------------ */

static bool read_machine(struct weft_wf *w, const cJSON *v,
                         struct weft_map *names, int32_t *counter)
{
    struct weft_wf_machine *m = &w->machine[w->nmachine];
    const char *name = weft_wf_string(v, "nodeName");
    const cJSON *cpu = weft_wf_get(v, "cpu");
    const cJSON *cores = either(cpu, "coreCount", "count");
    const cJSON *speed = either(cpu, "speedInMHz", "speed");
    const cJSON *memory = either(v, "memoryInBytes", "memory");
    char pointer[POINTER];

    snprintf(pointer, sizeof(pointer), "/workflow/%smachines/%d",
             weft_wf_get(workflow(w), "execution") ? "execution/" : "",
             (int)w->nmachine);
    *m = (struct weft_wf_machine){ .cores = WEFT_MILLI, .memory = -1 };
    m->id = weft_wf_unique(names, clean_id(name ? name : "machine"), counter);
    w->nmachine++;
    if (!m->id)
        return weft_wf_nomem(w);
    if (is_positive(cores)) {
        if (!weft_wf_scaled(w, cores, WEFT_MILLI, pointer, &m->cores))
            return false;
    } else {
        weft_wf_lose(&w->no_machine_cores, m->id);
    }
    if (!is_positive(memory))
        weft_wf_lose(&w->no_machine_memory, m->id);
    else if (!weft_wf_scaled(w, memory, 1, pointer, &m->memory))
        return false;
    if (is_positive(speed)) {
        int64_t mhz;

        if (!weft_wf_scaled(w, speed, 1, pointer, &mhz))
            return false;
        w->slowest = !w->slowest || mhz < w->slowest ? mhz : w->slowest;
        w->fastest = mhz > w->fastest ? mhz : w->fastest;
    }
    return true;
}

static bool read_machines(struct weft_wf *w)
{
    const cJSON *list = weft_wf_list(weft_wf_exec(w), "machines"), *v;
    struct weft_map names = { 0 };
    int32_t counter = 0;
    bool ok = true;

    w->machine = calloc((size_t)cJSON_GetArraySize(list) + 1,
                        sizeof(*w->machine));
    if (!w->machine)
        return weft_wf_nomem(w);
    cJSON_ArrayForEach (v, list) {
        ok = ok && read_machine(w, v, &names, &counter);
    }
    weft_map_release(&names);
    w->with_memory = w->nmachine > 0 && !w->no_machine_memory.n;
    return ok;
}

/* No task may ask for more than the largest machine has. */
static void clamp_cores(struct weft_wf *w)
{
    int64_t most = 0;

    for (int32_t i = 0; i < w->nmachine; i++)
        most = w->machine[i].cores > most ? w->machine[i].cores : most;
    for (int32_t i = 0; most && i < w->ntask; i++) {
        if (w->task[i].cores <= most)
            continue;
        weft_wf_lose(&w->clamped, w->task[i].id);
        w->task[i].cores = most;
    }
}

/* --- links --------------------------------------------------------------- */

static bool push_link(struct weft_wf *w, int32_t from, int32_t to)
{
    if (w->nlink == w->link_cap) {
        int32_t cap = w->link_cap ? w->link_cap : 64;
        int32_t *v;

        if (cap > INT32_MAX / 2)
            return weft_wf_nomem(w);
        v = realloc(w->from, 2 * (size_t)cap * sizeof(*v));
        if (!v)
            return weft_wf_nomem(w);
        w->from = v;
        v = realloc(w->to, 2 * (size_t)cap * sizeof(*v));
        if (!v)
            return weft_wf_nomem(w);
        w->to = v;
        w->link_cap = cap * 2;
    }
    w->from[w->nlink] = from;
    w->to[w->nlink++] = to;
    return true;
}

/* The "parents" or "children" of task i. */
static bool read_relatives(struct weft_wf *w, int32_t i, const char *key)
{
    const cJSON *v, *list = weft_wf_list(w->task[i].spec, key);
    bool up = *key == 'p';
    int32_t k = 0;

    cJSON_ArrayForEach (v, list) {
        const char *id = cJSON_GetStringValue(v);
        int32_t other = id ? weft_map_get(&w->ids, id, strlen(id)) : WEFT_NONE;
        struct weft_wf_loss name;
        char pointer[POINTER];

        if (other == WEFT_NONE) {
            snprintf(pointer, sizeof(pointer), "%s/%d/%s/%d", task_list(w),
                     (int)i, key, (int)k);
            weft_wf_fault(w, WEFT_E_REF, pointer,
                          id ? "unknown task '%s'" : "expected an id%s",
                          id ? shown(&name, id) : "");
        } else if (!push_link(w, up ? other : i, up ? i : other)) {
            return false;
        }
        k++;
    }
    return true;
}

static bool read_links(struct weft_wf *w)
{
    for (int32_t i = 0; i < w->ntask; i++)
        if (!read_relatives(w, i, "parents"))
            return false;
    for (int32_t i = 0; i < w->ntask; i++)
        if (!read_relatives(w, i, "children"))
            return false;
    if (w->rc)
        return false;
    if (weft_graph_build(&w->graph, w->ntask, w->nlink, w->from, w->to, NULL,
                         NULL))
        return weft_wf_nomem(w);
    return true;
}

/* --- the whole ----------------------------------------------------------- */

static bool read_version(struct weft_wf *w)
{
    const char *version = weft_wf_string(w->root, "schemaVersion");
    struct weft_wf_loss name;

    if (version && strncmp(version, "1.", 2) != 0)
        return weft_wf_fault(w, WEFT_E_INVAL, "/schemaVersion",
                             "expected version 1.x of WfFormat, found '%s'",
                             shown(&name, version));
    if (!cJSON_IsObject(workflow(w)))
        return weft_wf_fault(w, WEFT_E_INVAL, "/workflow",
                             "expected the object 'workflow'");
    return true;
}

/* Strict first: cJSON lets much pass that is no JSON. */
static bool parse(struct weft_wf *w, const char *text, size_t len)
{
    struct weft_err e = { 0 };
    size_t at = 0;
    int line, column;

    w->text = text;
    if (weft_json_parse(&w->scan, text, len, true, &at, &e)) {
        if (e.code == WEFT_E_NOMEM)
            return weft_wf_nomem(w);
        weft_json_place(text, at, &line, &column);
        e.line = line;
        e.column = column;
        weft_diags_add(w->diags, false, e.code, line, column, NULL, "%s",
                       e.msg);
        w->rc = e.code;
        if (w->err)
            *w->err = e;
        return false;
    }
    w->root = cJSON_ParseWithLength(text, len);
    return w->root || weft_wf_nomem(w);
}

bool weft_wf_read(struct weft_wf *w, const char *text, size_t len)
{
    if (!parse(w, text, len) || !read_version(w) || !read_tasks(w))
        return false;
    read_executions(w);
    for (int32_t i = 0; i < w->ntask; i++)
        if (!read_use(w, i) && w->rc == WEFT_E_NOMEM)
            return false;
    if (!read_machines(w) || !read_links(w))
        return false;
    clamp_cores(w);
    return !w->rc;
}
