/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From places back to schedules, checked on the way. */
#include "ui/picture.h"

#include <stdlib.h>

#include "weft/check.h"

bool ui_places_hold(const struct weft_plan *p, const struct weft_place *place,
                    size_t n)
{
    struct weft_diags d = { 0 };
    enum weft_rc rc = weft_check(p, place, n, NULL, &d, NULL);

    weft_diags_release(&d);
    return rc == WEFT_OK;
}

bool ui_places_schedule(const struct weft_plan *p, const struct weft_problem *q,
                        const struct weft_place *place, size_t n,
                        struct weft_schedule *s)
{
    struct weft_schedule to = { 0 };
    struct weft_place *full = NULL;
    bool ok = n == (size_t)q->ntask &&
              weft_schedule_init(&to, q->ntask, NULL) == WEFT_OK &&
              weft_places_schedule(q, place, n, &to, NULL) == WEFT_OK;

    for (int32_t i = 0; ok && i < to.n; i++)
        ok = to.opt[i] != WEFT_NONE;
    ok = ok && weft_schedule_places(q, &to, &full, NULL) == WEFT_OK &&
         ui_places_hold(p, full, n);
    free(full);
    if (ok)
        *s = to;
    else
        weft_schedule_release(&to);
    return ok;
}

/* Where task i of the picture is in the document it is carried to. */
static int32_t task_of(const struct ui_map *map, int32_t i)
{
    return map ? map->task[i] : i;
}

static int32_t node_of(const struct ui_map *map, int32_t i)
{
    return i < 0 ? WEFT_NONE : map ? map->node[i] : i;
}

bool ui_picture_schedule(const struct ui_picture *pic, const struct ui_map *map,
                         const struct weft_plan *p,
                         const struct weft_problem *q, struct weft_schedule *s)
{
    struct weft_place *place;
    size_t n = 0;
    bool ok;

    if (!pic->any)
        return false;
    place = calloc((size_t)pic->ntask + 1, sizeof(*place));
    if (!place)
        return false;
    for (int32_t i = 0; i < pic->ntask; i++) {
        const struct ui_place *pl = &pic->place[i];

        if (task_of(map, i) == WEFT_NONE || !pl->placed)
            continue;
        place[n++] = (struct weft_place){ .task = task_of(map, i),
                                          .node = node_of(map, pl->node),
                                          .copy = pl->node < 0 ? WEFT_NONE
                                                               : pl->copy,
                                          .mode = pl->mode,
                                          .start = pl->start,
                                          .finish = pl->finish };
    }
    ok = ui_places_schedule(p, q, place, n, s);
    free(place);
    return ok;
}
