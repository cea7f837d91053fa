/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/vt.h - the program on a terminal that can be looked at (libvterm).
 * Every failure ends the test. */
#ifndef VT_H
#define VT_H

#include "lib/pty.h"

#include <vterm.h>

struct vt {
    struct pty p;
    VTerm *vt;
    VTermScreen *screen;
    bool alternate, cursor; /* as the program left them */
    int mouse;              /* mode; 0: off */
    bool paste;             /* bracketed */
    struct { /* raw output of the last program, for what a terminal hides */
        char *p;
        size_t n, cap;
    } raw;
    char dir[64]; /* of its own: HOME and all below */
};

/* Make the folder. */
void vt_folder(struct vt *v);
/* Run the program with these arguments (NULL-terminated, without its name),
 * after the one before has ended. env: as of pty_start(), or NULL; TERM is
 * xterm-256color, the locale UTF-8 and no configuration is read unless it says
 * otherwise. */
void vt_start(struct vt *v, const char *const *args, const char *const *env,
              int w, int h);
/* Kill what is left and forget all; the folder goes too. */
void vt_stop(struct vt *v);

void vt_keys(struct vt *v, const char *ascii); /* and wait until drawn */
void vt_send(struct vt *v, const char *bytes, unsigned events);
void vt_resize(struct vt *v, int w, int h);
void vt_settle(struct vt *v); /* until no search runs */

VTermScreenCell vt_cell(const struct vt *v, int x, int y);
/* Line y as UTF-8, trailing blanks cut; valid until the next call. */
const char *vt_line(const struct vt *v, int y);
/* Line on which text stands; -1: none. */
int vt_find(const struct vt *v, const char *text);
void vt_sees(const struct vt *v, const char *text);
void vt_cursor(const struct vt *v, int *x, int *y);

/* Wait for the end: exit code, or minus the signal. */
int vt_end(struct vt *v);
/* The terminal is as it was before the program. */
void vt_restored(const struct vt *v);
/* The process of the interface, below the guard; waits for it. */
pid_t vt_interface(const struct vt *v);

#endif
