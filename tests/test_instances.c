/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public benchmark instances, where $WEFT_DATA has them. */
#include "lib/tweft.h"

#include <dirent.h>

#include "weft/io.h"

static const char *data;

/* What one file must give; values read off by hand. */
struct expected {
    const char *file;
    int32_t ntask, nnode, nlink;
    int64_t work; /* sum of the durations, thousandths */
};

static struct weft_plan *open_file(const char *path, const char *format)
{
    const struct weft_format *f = NULL;
    struct weft_diags d = { 0 };
    struct weft_err e = { 0 };
    struct weft_plan *p = NULL;

    if (weft_open(path, NULL, &p, &f, &d, &e))
        fail_msg("%s: %s", path, e.msg);
    assert_string_equal(f->name, format);
    weft_diags_release(&d);
    return p;
}

static void check(const struct expected *want, const char *format)
{
    char path[512];
    struct weft_plan *p;
    int64_t sum = 0;
    int32_t links = 0;

    snprintf(path, sizeof(path), "%s/%s", data, want->file);
    p = open_file(path, format);
    for (int32_t i = 0; i < weft_plan_ntask(p); i++) {
        sum += weft_plan_task(p, i)->duration;
        links += weft_plan_task(p, i)->nafter;
    }
    if (weft_plan_ntask(p) != want->ntask ||
        weft_plan_nnode(p) != want->nnode || links != want->nlink ||
        sum != want->work)
        fail_msg("%s: %d tasks, %d nodes, %d links, durations %lld", want->file,
                 weft_plan_ntask(p), weft_plan_nnode(p), links, (long long)sum);
    weft_plan_free(p);
}

/* Open every file of a folder; returns how many there were. */
static int open_all(const char *folder, const char *format)
{
    char path[1024];
    struct dirent *e;
    DIR *d;
    int n = 0;

    snprintf(path, sizeof(path), "%s/%s", data, folder);
    d = opendir(path);
    assert_non_null(d);
    while ((e = readdir(d))) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s/%s", data, folder, e->d_name);
        weft_plan_free(open_file(path, format));
        n++;
    }
    closedir(d);
    return n;
}

static void psplib_has_the_counts_of_its_files(void **state)
{
    static const struct expected want[] = {
        { "psplib/j30/j3010_1.sm", 32, 1, 48, 164000 },
        { "psplib/j120/j12010_1.sm", 122, 1, 183, 667000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        check(&want[i], "psplib");
}

static void every_psplib_file_opens(void **state)
{
    (void)state;
    assert_true(open_all("psplib/j30", "psplib") > 0);
    assert_true(open_all("psplib/j60", "psplib") > 0);
    assert_true(open_all("psplib/j120", "psplib") > 0);
}

static void job_shops_have_the_counts_of_their_files(void **state)
{
    static const struct expected want[] = {
        { "fjsp/brandimarte/mk01.fjs", 55, 6, 45, 153000 },
        { "fjsp/brandimarte/mk10.fjs", 240, 15, 220, 1847000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        check(&want[i], "fjsp");
}

static void every_job_shop_opens(void **state)
{
    (void)state;
    assert_true(open_all("fjsp/brandimarte", "fjsp") > 0);
    assert_true(open_all("fjsp/hurink", "fjsp") > 0);
}

static void workflow_runs_have_the_counts_of_their_files(void **state)
{
    static const struct expected want[] = {
        { "wfinstances/helloworld-chain-5-chameleon.json", 5, 1, 4, 501240 },
        { "wfinstances/blast-chameleon-small-001.json", 43, 2, 120, 382932 },
        { "wfinstances/montage-chameleon-2mass-05d-001.json", 1738, 5, 4698,
          8694654 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
        check(&want[i], "wfformat");
}

static void every_workflow_run_opens(void **state)
{
    (void)state;
    assert_true(open_all("wfinstances", "wfformat") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(psplib_has_the_counts_of_its_files),
        cmocka_unit_test(every_psplib_file_opens),
        cmocka_unit_test(job_shops_have_the_counts_of_their_files),
        cmocka_unit_test(every_job_shop_opens),
        cmocka_unit_test(workflow_runs_have_the_counts_of_their_files),
        cmocka_unit_test(every_workflow_run_opens),
    };
    DIR *d;

    data = getenv("WEFT_DATA");
    d = data ? opendir(data) : NULL;
    if (!d) {
        puts("1..0 # SKIP no benchmark instances: set WEFT_DATA");
        return 0;
    }
    closedir(d);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
