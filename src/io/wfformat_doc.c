/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A WfFormat document as a plan document, and what was lost on the way. */
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "io/wfformat.h"

static void add_string(struct weft_buf *b, const char *key, const char *s)
{
    weft_buf_addf(b, "\"%s\": ", key);
    weft_buf_add_json(b, s, strlen(s));
}

/* A top-level line, if there is something to say. */
static void add_line(struct weft_buf *b, const char *key, const char *s)
{
    if (!s || !*s)
        return;
    weft_buf_adds(b, "  ");
    add_string(b, key, s);
    weft_buf_adds(b, ",\n");
}

/* --- nodes --------------------------------------------------------------- */

static void add_nodes(const struct weft_wf *w, struct weft_buf *b)
{
    if (!w->nmachine)
        return;
    weft_buf_adds(b, "  \"nodes\": [\n");
    for (int32_t i = 0; i < w->nmachine; i++) {
        const struct weft_wf_machine *m = &w->machine[i];

        weft_buf_adds(b, "    {");
        add_string(b, "id", m->id);
        weft_buf_adds(b, ", \"capacity\": {\"cpu\": ");
        weft_decimal_text(b, m->cores, WEFT_MILLI);
        if (w->with_memory)
            weft_buf_addf(b, ", \"memory\": %" PRId64, m->memory);
        weft_buf_adds(b, i + 1 < w->nmachine ? "}},\n" : "}}\n");
    }
    weft_buf_adds(b, "  ],\n");
}

/* --- tasks --------------------------------------------------------------- */

static const char *task_id(const struct weft_wf *w, int32_t i)
{
    return w->task[i].clean ? w->task[i].clean : w->task[i].id;
}

/* Predecessors once each; a repeated one stands later in the same list, so
 * stamp[] (tasks + 1) tells. */
static void add_after(const struct weft_wf *w, struct weft_buf *b, int32_t i,
                      int32_t *stamp)
{
    const struct weft_graph *g = &w->graph;
    bool any = false;

    for (int32_t e = g->pred_begin[i]; e < g->pred_begin[i + 1]; e++) {
        const char *id = task_id(w, g->pred[e]);

        if (stamp[g->pred[e]] == i + 1)
            continue;
        stamp[g->pred[e]] = i + 1;
        weft_buf_adds(b, any ? ", " : ", \"after\": [");
        any = true;
        if (!w->data[e]) {
            weft_buf_add_json(b, id, strlen(id));
            continue;
        }
        weft_buf_addc(b, '{');
        add_string(b, "task", id);
        weft_buf_addf(b, ", \"data\": %" PRId64 "}", w->data[e]);
    }
    if (any)
        weft_buf_addc(b, ']');
}

static void add_priority(struct weft_buf *b, const cJSON *exec)
{
    const cJSON *v = weft_wf_get(exec, "priority");
    double d = cJSON_IsNumber(v) ? v->valuedouble : 0;

    if (!(d > 0 || d < 0) || !(d > -1e9) || !(d < 1e9))
        return;
    weft_buf_adds(b, ", \"priority\": ");
    weft_decimal_text(b, (int64_t)(d * 1e9 + (d > 0 ? 0.5 : -0.5)), WEFT_NANO);
}

/* An argument as a shell takes it. */
static void add_argument(struct weft_buf *b, const char *s)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-+=./:,@%^";

    weft_buf_addc(b, ' ');
    if (*s && strspn(s, plain) == strlen(s)) {
        weft_buf_adds(b, s);
        return;
    }
    weft_buf_addc(b, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            weft_buf_adds(b, "'\\''");
        else
            weft_buf_addc(b, *s);
    }
    weft_buf_addc(b, '\'');
}

static void add_command(struct weft_buf *b, const cJSON *exec)
{
    const cJSON *command = weft_wf_get(exec, "command"), *v;
    const char *program = weft_wf_string(command, "program");
    struct weft_buf line = { 0 };

    if (!program || !*program)
        return;
    weft_buf_adds(&line, program);
    cJSON_ArrayForEach (v, weft_wf_get(command, "arguments")) {
        if (cJSON_IsString(v))
            add_argument(&line, v->valuestring);
    }
    weft_buf_adds(b, ", ");
    add_string(b, "command", line.p ? line.p : "");
    b->oom = b->oom || line.oom;
    weft_buf_release(&line);
}

static void add_task(const struct weft_wf *w, struct weft_buf *b, int32_t i,
                     int32_t *stamp)
{
    const struct weft_wf_task *t = &w->task[i];
    const char *name = weft_wf_string(t->spec, "name");

    if (!name || !*name)
        name = t->id;
    weft_buf_adds(b, "    {");
    add_string(b, "id", task_id(w, i));
    if (strcmp(name, task_id(w, i)) != 0) {
        weft_buf_adds(b, ", ");
        add_string(b, "name", name);
    }
    weft_buf_adds(b, ", \"duration\": ");
    weft_time_number(b, t->duration, WEFT_UNIT_S);
    weft_buf_adds(b, ", \"demand\": {\"cpu\": ");
    weft_decimal_text(b, t->cores, WEFT_MILLI);
    if (w->with_memory && t->memory)
        weft_buf_addf(b, ", \"memory\": %" PRId64, t->memory);
    weft_buf_addc(b, '}');
    add_after(w, b, i, stamp);
    add_priority(b, t->exec);
    add_command(b, t->exec);
    weft_buf_adds(b, i + 1 < w->ntask ? "},\n" : "}\n");
}

/* --- the document -------------------------------------------------------- */

/* What weft has no member for but a reader may want to know. */
static void add_meta(const struct weft_wf *w, struct weft_buf *b)
{
    const char *version = weft_wf_string(w->root, "schemaVersion");
    const char *created = weft_wf_string(w->root, "createdAt");
    const char *author = weft_wf_string(weft_wf_get(w->root, "author"), "name");
    const cJSON *makespan = weft_wf_get(weft_wf_exec(w), "makespanInSeconds");

    weft_buf_adds(b, ",\n  \"meta\": {\"format\": \"WfFormat\"");
    if (version) {
        weft_buf_adds(b, ", ");
        add_string(b, "version", version);
    }
    if (created) {
        weft_buf_adds(b, ", ");
        add_string(b, "createdAt", created);
    }
    if (author) {
        weft_buf_adds(b, ", ");
        add_string(b, "author", author);
    }
    if (cJSON_IsNumber(makespan) && makespan->valuedouble >= 0 &&
        makespan->valuedouble < 1e12) {
        weft_buf_adds(b, ", \"recordedMakespan\": ");
        weft_time_number(b, (int64_t)(makespan->valuedouble * 1e3 + 0.5),
                         WEFT_UNIT_S);
    }
    weft_buf_adds(b, "}\n");
}

void weft_wf_write(const struct weft_wf *w, struct weft_buf *b)
{
    size_t n = (size_t)w->ntask + 1;
    int32_t *stamp = calloc(n, sizeof(*stamp));

    if (!stamp) {
        b->oom = true;
        return;
    }
    weft_buf_adds(b, "{\n  \"weft\": \"1.0\",\n");
    add_line(b, "name", weft_wf_string(w->root, "name"));
    add_line(b, "description", weft_wf_string(w->root, "description"));
    weft_buf_adds(b, "  \"time_unit\": \"s\",\n  \"resources\": "
                     "{\"cpu\": {\"unit\": \"cores\"}");
    if (w->with_memory)
        weft_buf_adds(b, ", \"memory\": {\"unit\": \"bytes\"}");
    weft_buf_adds(b, "},\n");
    add_nodes(w, b);
    weft_buf_adds(b, "  \"tasks\": [\n");
    for (int32_t i = 0; i < w->ntask; i++)
        add_task(w, b, i, stamp);
    weft_buf_adds(b, "  ]");
    add_meta(w, b);
    weft_buf_adds(b, "}\n");
    free(stamp);
}

/* --- loss report --------------------------------------------------------- */

static void say(const struct weft_wf *w, const char *pointer, const char *text)
{
    weft_diags_add(w->diags, true, WEFT_OK, 0, 0, pointer, "%s", text);
}

/* fmt takes the count, then the first name. */
static void say_loss(const struct weft_wf *w, const struct weft_wf_loss *loss,
                     const char *what)
{
    if (loss->n)
        weft_diags_add(w->diags, true, WEFT_OK, 0, 0, NULL,
                       "%s: %d, the first is '%s'", what, (int)loss->n,
                       loss->first);
}

void weft_wf_report(const struct weft_wf *w)
{
    say_loss(w, &w->no_run_time,
             "defaulted: tasks without a run time take one second");
    say_loss(w, &w->rounded,
             "approximated: run times rounded up to the millisecond");
    say_loss(w, &w->no_cores,
             "defaulted: tasks without coreCount get the cores that avgCPU "
             "stands for, or one");
    say_loss(w, &w->clamped,
             "approximated: tasks that ask for more cores than the largest "
             "machine has get as many as that");
    say_loss(w, &w->no_machine_cores,
             "defaulted: machines without coreCount get one core");
    if (!w->nmachine)
        say(w, NULL,
            "defaulted: no machines are given, so the plan has no "
            "nodes; memory demands are dropped");
    else
        say_loss(w, &w->no_machine_memory,
                 "dropped: all memory demands, as there are machines without "
                 "memoryInBytes");
    if (w->slowest < w->fastest)
        weft_diags_add(w->diags, true, WEFT_OK, 0, 0, NULL,
                       "dropped: the clock readings of the machines, %" PRId64
                       " to %" PRId64 " MHz; run times count on all alike",
                       w->slowest, w->fastest);
    say_loss(w, &w->undeclared,
             "dropped: tasks read a file of a task that they do not come "
             "after");
    say_loss(w, &w->measured,
             "dropped: measurements (bytes read and written, energy) of "
             "tasks");
    say_loss(w, &w->renamed, "renamed: tasks whose id weft does not allow");
}

static int probe(const char *text, size_t len, const char *path)
{
    (void)path;
    if (!weft_json_has_member(text, len, "workflow"))
        return 0;
    return weft_json_has_member(text, len, "schemaVersion") ? 95 : 60;
}

static enum weft_rc read_wfformat(const char *text, size_t len, char **doc,
                                  size_t *doclen, struct weft_diags *diags,
                                  struct weft_err *err)
{
    struct weft_wf w = { .diags = diags, .err = err };
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    if (weft_wf_read(&w, text, len) && weft_wf_files(&w)) {
        weft_wf_write(&w, &b);
        weft_wf_report(&w);
        rc = weft_give(&b, doc, doclen, err);
    } else {
        rc = w.rc;
    }
    weft_wf_release(&w);
    return rc;
}

const struct weft_format weft_format_wfformat = {
    .name = "wfformat",
    .summary = "WfCommons workflow, WfFormat 1.x",
    .ext = ".json",
    .probe = probe,
    .read = read_wfformat,
    .write = weft_wf_export,
};
