/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a learned policy:
 *
 *     {
 *       "weft-policy": 1,
 *       "episodes": 5120,
 *       "weights": {"rank": 30.5, "slack": -1.25, ...}
 *     }
 *
 * Weights that are missing are 0, those of unknown features are left out: a
 * file of another version still helps. */
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/json.h"
#include "weft/io.h"

#define FORMAT 1

static enum weft_rc refuse(struct weft_err *err, const char *path,
                           const char *why)
{
    return weft_err_set(err, WEFT_E_INVAL, path, "not a policy of weft: %s",
                        why);
}

/* A number as so many units of 1 / scale, within +- most. */
static bool number_at(const struct weft_json *j, int32_t i, int64_t scale,
                      int64_t most, int64_t *out)
{
    const struct weft_json_val *v = i == WEFT_NONE ? NULL : &j->v[i];

    return v && v->kind == WEFT_JSON_NUMBER &&
           !weft_decimal(j->text + v->begin, v->end - v->begin, scale, out,
                         NULL) &&
           *out <= most && *out >= -most;
}

static enum weft_rc take(const struct weft_json *j, const char *path,
                         struct weft_policy *p, struct weft_err *err)
{
    int32_t weights = weft_json_get(j, 0, "weights");
    int64_t format;

    if (!number_at(j, weft_json_get(j, 0, "weft-policy"), 1, INT32_MAX,
                   &format))
        return refuse(err, path, "no number \"weft-policy\"");
    if (format != FORMAT)
        return refuse(err, path, "its format is not 1");
    if (!number_at(j, weft_json_get(j, 0, "episodes"), 1, INT64_MAX / 2,
                   &p->episodes) ||
        p->episodes < 0)
        return refuse(err, path, "\"episodes\" is not a count");
    if (weights == WEFT_NONE || j->v[weights].kind != WEFT_JSON_OBJECT)
        return refuse(err, path, "no object \"weights\"");
    for (int f = 0; f < WEFT_POLICY_WEIGHTS; f++) {
        int32_t at = weft_json_get(j, weights, weft_policy_feature(f));

        p->weight[f] = 0;
        if (at != WEFT_NONE &&
            !number_at(j, at, WEFT_POLICY_UNIT, WEFT_POLICY_MAX, &p->weight[f]))
            return refuse(err, path, "a weight is not a number within 1000");
    }
    return WEFT_OK;
}

enum weft_rc weft_policy_read(const char *path, struct weft_policy *p,
                              struct weft_err *err)
{
    struct weft_policy read = { 0 };
    struct weft_json j = { 0 };
    struct weft_err why = { 0 };
    char *text;
    size_t len, at = 0;
    enum weft_rc rc = weft_file_read(path, &text, &len, err);

    if (rc)
        return rc;
    rc = weft_json_parse(&j, text, len, true, &at, &why);
    if (rc == WEFT_E_NOMEM)
        weft_err_set(err, rc, path, "out of memory");
    else if (rc || j.v[0].kind != WEFT_JSON_OBJECT)
        rc = refuse(err, path, rc ? why.msg : "no JSON object");
    else
        rc = take(&j, path, &read, err);
    weft_json_release(&j);
    free(text);
    if (!rc)
        *p = read;
    return rc;
}

enum weft_rc weft_policy_write(const char *path, const struct weft_policy *p,
                               struct weft_err *err)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc;

    weft_buf_addf(&b,
                  "{\n  \"weft-policy\": %d,\n  \"episodes\": %lld,\n"
                  "  \"weights\": {",
                  FORMAT, (long long)p->episodes);
    for (int f = 0; f < WEFT_POLICY_WEIGHTS; f++) {
        weft_buf_addf(&b, "%s\n    \"%s\": ", f ? "," : "",
                      weft_policy_feature(f));
        weft_decimal_text(&b, p->weight[f], WEFT_POLICY_UNIT);
    }
    weft_buf_adds(&b, "\n  }\n}\n");
    rc = b.oom ? weft_err_set(err, WEFT_E_NOMEM, path, "out of memory")
               : weft_file_save(path, b.p, b.len, err);
    weft_buf_release(&b);
    return rc;
}
