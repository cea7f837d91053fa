/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/fault.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

/* Longest name quoted in full; longer ones keep head and tail. */
#define QUOTE_MAX 64

void weft_faults_release(struct weft_faults *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->v[i].pointer);
        free(f->v[i].msg);
    }
    f->n = 0;
}

/* Errors matter more than warnings, then earlier ones more than later ones. */
static bool matters_more(const struct weft_fault *a, const struct weft_fault *b)
{
    if (a->warning != b->warning)
        return b->warning;
    return a->at < b->at;
}

bool weft_faults_count(struct weft_faults *f, size_t at, bool warning)
{
    struct weft_fault candidate = { .at = at, .warning = warning };

    if (!warning)
        f->errors++;
    if (f->n < WEFT_DIAGS_MAX)
        return true;
    f->dropped++;
    return matters_more(&candidate, &f->v[f->worst]);
}

static void find_worst(struct weft_faults *f)
{
    f->worst = 0;
    for (size_t i = 1; i < f->n; i++)
        if (matters_more(&f->v[f->worst], &f->v[i]))
            f->worst = i;
}

void weft_faults_put(struct weft_faults *f, size_t at, bool warning,
                     enum weft_rc code, struct weft_buf *pointer,
                     struct weft_buf *msg)
{
    struct weft_fault fault = {
        .warning = warning,
        .code = code,
        .at = at,
        .pointer = pointer ? weft_buf_take(pointer) : NULL,
        .msg = weft_buf_take(msg),
    };

    if (f->n < WEFT_DIAGS_MAX) {
        f->v[f->n++] = fault;
    } else {
        free(f->v[f->worst].pointer);
        free(f->v[f->worst].msg);
        f->v[f->worst] = fault;
    }
    if (f->n == WEFT_DIAGS_MAX)
        find_worst(f);
}

/* Insertion sort: at most WEFT_DIAGS_MAX entries, nearly sorted, stable. */
static void sort_faults(struct weft_faults *f)
{
    for (size_t i = 1; i < f->n; i++) {
        struct weft_fault x = f->v[i];
        size_t k = i;

        for (; k > 0 && f->v[k - 1].at > x.at; k--)
            f->v[k] = f->v[k - 1];
        f->v[k] = x;
    }
}

enum weft_rc weft_faults_report(struct weft_faults *f, const char *text,
                                struct weft_diags *diags, struct weft_err *err)
{
    enum weft_rc rc = WEFT_OK;
    size_t done = 0;
    int line = text ? 1 : 0, column = line, errors = 0;

    sort_faults(f);
    for (size_t i = 0; i < f->n; i++) {
        const struct weft_fault *x = &f->v[i];
        int l, c;

        if (text) {
            weft_json_place(text + done, x->at - done, &l, &c);
            column = l == 1 ? column + c - 1 : c;
            line += l - 1;
            done = x->at;
        }
        if (!x->warning && errors++ == 0) {
            rc = weft_err_set(err, x->code, NULL, "%s", x->msg ? x->msg : "");
            if (err) {
                err->line = line;
                err->column = column;
            }
        }
        if (diags)
            weft_diags_add(diags, x->warning, x->code, line, column, x->pointer,
                           "%s", x->msg ? x->msg : "");
    }
    if (diags) {
        /* those that were only counted; kept errors were counted just now */
        diags->errors += f->errors - (size_t)errors;
        diags->dropped += f->dropped;
    }
    return rc;
}

static int min3(int a, int b, int c)
{
    int m = a < b ? a : b;

    return m < c ? m : c;
}

/* Only the diagonal band of cells that can be <= most is computed: row i
 * holds the columns i - most .. i + most. */
int weft_near(const char *a, size_t na, const char *b, size_t nb, int most)
{
    enum { W = 5 };
    int row[3][W]; /* i - 2, i - 1, i; W = 2 * 2 + 1 */
    int far = most + 1;
    size_t diff = na > nb ? na - nb : nb - na;

    if (diff > (size_t)most || na > 256 || nb > 256)
        return far;
    for (int r = 0; r < 3; r++)
        for (int k = 0; k < W; k++)
            row[r][k] = far;
    for (int k = 0; k <= most; k++)
        row[1][k + most] = k; /* row 0: k insertions */
    for (int i = 1; i <= (int)na; i++) {
        int least = far;

        for (int k = 0; k <= 2 * most; k++) {
            int col = i - most + k;
            int d = far;

            if (col == 0)
                d = i;
            if (col >= 1 && col <= (int)nb) {
                bool same = a[i - 1] == b[col - 1];
                int up = k + 1 <= 2 * most ? row[1][k + 1] + 1 : far;
                int left = k > 0 ? row[2][k - 1] + 1 : far;

                d = min3(row[1][k] + (same ? 0 : 1), up, left);
                if (i > 1 && col > 1 && a[i - 1] == b[col - 2] &&
                    a[i - 2] == b[col - 1])
                    d = min3(d, row[0][k] + 1, far);
            }
            row[2][k] = d < far ? d : far;
            least = row[2][k] < least ? row[2][k] : least;
        }
        if (least >= far)
            return far;
        memcpy(row[0], row[1], sizeof(row[0]));
        memcpy(row[1], row[2], sizeof(row[1]));
    }
    return row[1][(int)nb - (int)na + most];
}

void weft_quote(struct weft_buf *b, const char *s, size_t n)
{
    size_t head = n, tail = n;

    if (n > QUOTE_MAX) { /* cut between characters */
        head = QUOTE_MAX / 2;
        while (head > 0 && ((unsigned char)s[head] & 0xc0) == 0x80)
            head--;
        tail = n - QUOTE_MAX / 2;
        while (tail < n && ((unsigned char)s[tail] & 0xc0) == 0x80)
            tail++;
    }
    weft_buf_addc(b, '\'');
    weft_utf8_show(b, s, head, false);
    if (tail < n) {
        weft_buf_adds(b, "...");
        weft_utf8_show(b, s + tail, n - tail, false);
    }
    weft_buf_addc(b, '\'');
}
