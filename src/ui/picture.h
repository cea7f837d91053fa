/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/picture.h - the plan in the form that views draw (struct ui_picture). */
#ifndef UI_PICTURE_H
#define UI_PICTURE_H

#include "ui/model.h"

void ui_picture_release(struct ui_picture *pic);

/* The picture of schedule s of problem q with facts f, for plan p. *out is
 * replaced; WEFT_E_NOMEM leaves it as it was. */
enum weft_rc ui_picture_make(struct ui_picture *out, const struct weft_plan *p,
                             const struct weft_problem *q,
                             const struct weft_schedule *s,
                             const struct weft_facts *f, struct weft_err *err);

/* Rows anew: in order, tasks that are left out (by task; NULL: none) behind
 * the others. O(tasks) */
void ui_picture_rows(struct ui_picture *pic, const bool *left_out);

/* Where the tasks, nodes and resources of *pic are in plan p now, by id;
 * touch (may be NULL) tells of a rename. *out is replaced. */
enum weft_rc ui_picture_map(const struct ui_picture *pic,
                            const struct weft_plan *p,
                            const struct weft_touch *touch, struct ui_map *out,
                            struct weft_err *err);
void ui_map_release(struct ui_map *m);

/* *pic, made for an earlier state of the document, in terms of p and q (q NULL:
 * rows in document order). Tasks that it does not know are unplaced. Marks
 * it stale. */
enum weft_rc ui_picture_carry(struct ui_picture *pic, const struct weft_plan *p,
                              const struct weft_problem *q,
                              const struct ui_map *map, struct weft_err *err);

/* Whether places pass weft_check. */
bool ui_places_hold(const struct weft_plan *p, const struct weft_place *place,
                    size_t n);
/* places as a complete schedule of q that passes weft_check; false leaves *s
 * alone. Durations are those of q: a place's finish is not looked at. */
bool ui_places_schedule(const struct weft_plan *p, const struct weft_problem *q,
                        const struct weft_place *place, size_t n,
                        struct weft_schedule *s);
/* The same of what a picture shows, in terms of document p, where map (NULL:
 * everything where it was) says things are. */
bool ui_picture_schedule(const struct ui_picture *pic, const struct ui_map *map,
                         const struct weft_plan *p,
                         const struct weft_problem *q, struct weft_schedule *s);

#endif
