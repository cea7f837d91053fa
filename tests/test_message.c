/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines between client and worker, as text and back. */
#include "lib/tweft.h"

#include "base/utf8.h"
#include "lib/oom.h"
#include "lib/tplan.h"
#include "worker/message.h"

static const char request[] =
    "{\"weft_worker\":1,\"generation\":7,\"engine\":\"auto\",\"rule\":\"lft\","
    "\"time\":2.5,\"effort\":9,\"seed\":18446744073709551615,\"memory\":64,"
    "\"threads\":3,"
    "\"bound\":3000,\"start\":[[0,0,0,0],[1,2,0,30],[-1,-1,3,5]],\"new\":{}}";
static const char plan[] =
    "{\"generation\":7,\"event\":\"plan\",\"engine\":\"cp\",\"makespan\":70,"
    "\"tasks\":[[0,0,0,0],[1,2,0,30]],\"new\":[]}";
static const char done[] = "{\"generation\":7,\"event\":\"done\","
                           "\"status\":\"infeasible\",\"reason\":\"so\"}";

static enum weft_rc read_request(const char *line, struct message_request *m)
{
    return message_read_request(line, strlen(line), m, NULL);
}

static enum weft_rc read_event(const char *line, struct message_event *m)
{
    return message_read_event(line, strlen(line), m, NULL);
}

static void a_request_is_read_member_by_member(void **state)
{
    struct message_request m = { 0 };

    (void)state;
    assert_i64(read_request(request, &m), WEFT_OK);
    assert_i64(m.generation, 7);
    assert_string_equal(m.engine, "auto");
    assert_string_equal(m.rule, "lft");
    assert_true(m.time > 2.49 && m.time < 2.51);
    assert_i64(m.effort, 9);
    assert_true(m.seed == UINT64_MAX);
    assert_i64(m.memory, 64);
    assert_i64(m.threads, 3);
    assert_i64(m.bound, 3000);
    assert_i64(m.nstart, 3);
    assert_i64(m.start[1].node, 1);
    assert_i64(m.start[1].copy, 2);
    assert_i64(m.start[1].start, 30);
    assert_i64(m.start[2].node, WEFT_NONE);
    assert_i64(m.start[2].mode, 3);
    message_request_release(&m);
}

static void what_a_request_leaves_out_is_the_default(void **state)
{
    struct message_request m = { 0 };

    (void)state;
    assert_i64(read_request("{\"engine\":\"x\",\"generation\":0,"
                            "\"weft_worker\":1}",
                            &m),
               WEFT_OK);
    assert_i64(m.seed, 1);
    assert_i64((int64_t)m.time, 0);
    assert_string_equal(m.rule, "");
    assert_null(m.start);
}

static void wrong_requests_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "7",
        "[]",
        "{}",
        "{\"weft_worker\":2,\"generation\":1,\"engine\":\"x\"}",
        "{\"weft_worker\":1,\"generation\":-1,\"engine\":\"x\"}",
        "{\"weft_worker\":1,\"generation\":1.5,\"engine\":\"x\"}",
        "{\"weft_worker\":1,\"generation\":18446744073709551616,"
        "\"engine\":\"x\"}",
        "{\"weft_worker\":1,\"generation\":1}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":3}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\",\"time\":\"1\"}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\",\"effort\":-1}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\",\"seed\":-1}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\",\"start\":3}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\","
        "\"start\":[[0,0,0]]}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\","
        "\"start\":[[0,-1,0,0]]}",
        "{\"weft_worker\":1,\"generation\":1,\"engine\":\"x\","
        "\"start\":[[0,0,0,-1]]}",
    };
    struct message_request m = { 0 };

    (void)state;
    for (size_t k = 0; k < sizeof(wrong) / sizeof(*wrong); k++)
        if (!read_request(wrong[k], &m))
            fail_msg("taken: %s", wrong[k]);
    assert_null(m.start);
}

static void the_generation_of_a_wrong_request_is_known(void **state)
{
    struct message_request m = { 0 };

    (void)state;
    assert_i64(read_request("{\"generation\":12}", &m), WEFT_E_INVAL);
    assert_i64(m.generation, 12);
}

static void a_document_goes_on_one_line(void **state)
{
    struct weft_plan *p = plan_of_sample("diamond");
    struct weft_problem *q = problem_of(p);
    struct worker_request r;
    struct message_request m = { 0 };
    struct weft_buf b = { 0 };
    char *doc, *second;
    size_t len;

    (void)state;
    assert_i64(weft_plan_text(p, &doc, &len, NULL), WEFT_OK);
    assert_non_null(strchr(doc, '\n'));
    worker_request_init(&r);
    r.generation = 3;
    r.doc = doc;
    r.len = len;
    r.problem = q;
    r.time = 1.2345;
    r.bound = 2;
    assert_i64(message_write_request(&b, &r, NULL), WEFT_OK);
    second = strchr(b.p, '\n') + 1;
    assert_i64(message_read_request(b.p, (size_t)(second - b.p), &m, NULL),
               WEFT_OK);
    assert_i64(m.generation, 3);
    assert_true(m.time > 1.233 && m.time < 1.236);
    assert_i64(m.bound, 2 * q->tick);
    assert_ptr_equal(strchr(second, '\n'), b.p + b.len - 1);
    assert_i64(b.p + b.len - 1 - second, len);
    weft_buf_release(&b);
    message_request_release(&m);
    free(doc);
    weft_problem_free(q);
    weft_plan_free(p);
}

static void events_are_read_as_they_are_written(void **state)
{
    struct weft_place place[] = {
        { .node = 2, .copy = 1, .start = 5 },
        { .node = WEFT_NONE, .copy = WEFT_NONE, .mode = 4 }
    };
    const struct message_event sent[] = {
        { .kind = MESSAGE_ACCEPTED, .generation = UINT64_MAX },
        { .kind = MESSAGE_PLAN,
          .engine = "ilp",
          .makespan = 12,
          .place = place,
          .nplace = 2 },
        { .kind = MESSAGE_BOUND, .engine = "cp", .bound = 11 },
        { .kind = MESSAGE_DONE,
          .status = WEFT_INFEASIBLE,
          .text = "\"quoted\" \xc3\xa9" },
        { .kind = MESSAGE_FAILED, .code = WEFT_E_LIMIT, .text = "too large" },
        { .kind = MESSAGE_FAILED, .code = WEFT_E_NOMEM },
    };
    struct message_event got = { 0 };
    struct weft_buf b = { 0 };

    (void)state;
    for (size_t k = 0; k < sizeof(sent) / sizeof(*sent); k++) {
        weft_buf_clear(&b);
        message_write_event(&b, &sent[k]);
        assert_i64(b.p[b.len - 1], '\n');
        assert_i64(message_read_event(b.p, b.len - 1, &got, NULL), WEFT_OK);
        assert_i64(got.kind, sent[k].kind);
        assert_true(got.generation == sent[k].generation);
        if (sent[k].kind == MESSAGE_DONE)
            assert_i64(got.status, sent[k].status);
        if (sent[k].kind == MESSAGE_FAILED)
            assert_i64(got.code, sent[k].code);
        assert_string_equal(got.text, sent[k].text);
        assert_string_equal(got.engine, sent[k].engine);
    }
    assert_i64(got.nplace, 2); /* of the plan, which is kept for reuse */
    assert_i64(got.place[0].node, 2);
    assert_i64(got.place[0].copy, 1);
    assert_i64(got.place[0].start, 5);
    assert_i64(got.place[1].node, WEFT_NONE);
    assert_i64(got.place[1].mode, 4);
    weft_buf_release(&b);
    message_event_release(&got);
}

static void text_of_a_stranger_is_made_safe(void **state)
{
    struct message_event m = { 0 };
    char line[2000] = "{\"generation\":1,\"event\":\"done\",\"status\":"
                      "\"unknown\",\"reason\":\"a\\u001b[2Jb\\u202ec";
    size_t n = strlen(line);

    (void)state;
    while (n < 1500) /* longer than there is room, cut between characters */
        n += (size_t)snprintf(line + n, sizeof(line) - n, "\xe2\x82\xac");
    snprintf(line + n, sizeof(line) - n, "\"}");
    assert_i64(read_event(line, &m), WEFT_OK);
    assert_null(strchr(m.text, '\033'));
    assert_null(strstr(m.text, "\xe2\x80\xae"));
    assert_true(strlen(m.text) > 500);
    assert_true(weft_utf8_valid(m.text, strlen(m.text)));
    message_event_release(&m);
}

/* Every prefix, and every line with a byte changed: an answer, no crash. */
static void broken_lines_are_answers(void **state)
{
    static const char *const line[] = { request, plan, done };
    static const char byte[] = "{}[],:\"\\0-x\n";
    char copy[400];
    struct message_request r = { 0 };
    struct message_event e = { 0 };

    (void)state;
    for (size_t k = 0; k < sizeof(line) / sizeof(*line); k++)
        for (size_t n = 0; n < strlen(line[k]); n++) {
            if (!message_read_request(line[k], n, &r, NULL) ||
                !message_read_event(line[k], n, &e, NULL))
                fail_msg("%zu bytes are enough of: %s", n, line[k]);
            for (size_t b = 0; b < sizeof(byte); b++) {
                snprintf(copy, sizeof(copy), "%s", line[k]);
                copy[n] = byte[b];
                message_read_request(copy, strlen(line[k]), &r, NULL);
                message_read_event(copy, strlen(line[k]), &e, NULL);
            }
        }
    message_request_release(&r);
    message_event_release(&e);
}

static void lack_of_memory_is_reported(void **state)
{
    (void)state;
    for (long k = 1;; k++) {
        struct message_request r = { 0 };
        struct message_event e = { 0 };
        struct weft_buf b = { 0 };
        enum weft_rc rc[3];

        oom_at(k);
        rc[0] = read_request(request, &r);
        rc[1] = read_event(plan, &e);
        rc[2] = read_event(done, &e);
        message_write_event(&b, &e);
        message_request_release(&r);
        message_event_release(&e);
        if (!oom_stop()) {
            weft_buf_release(&b);
            break;
        }
        if (rc[0] != WEFT_E_NOMEM && rc[1] != WEFT_E_NOMEM &&
            rc[2] != WEFT_E_NOMEM && !b.oom)
            fail_msg("allocation %ld: %d %d %d", k, rc[0], rc[1], rc[2]);
        weft_buf_release(&b);
    }
}

static void a_policy_travels_both_ways(void **state)
{
    struct message_event m = { .kind = MESSAGE_POLICY, .generation = 3 },
                         e = { 0 };
    struct weft_buf b = { 0 };

    (void)state;
    weft_policy_init(&m.policy);
    m.policy.weight[1] = -WEFT_POLICY_MAX;
    m.policy.episodes = 77;
    message_write_event(&b, &m);
    assert_i64(message_read_event(b.p, b.len - 1, &e, NULL), WEFT_OK);
    assert_i64(e.kind, MESSAGE_POLICY);
    assert_memory_equal(&e.policy, &m.policy, sizeof(m.policy));
    weft_buf_release(&b);
}

static void a_policy_of_another_size_is_refused(void **state)
{
    struct message_event e = { 0 };
    struct message_request m = { 0 };

    (void)state;
    assert_i64(read_event("{\"generation\":7,\"event\":\"policy\","
                          "\"policy\":[1,2]}",
                          &e),
               WEFT_E_PARSE);
    assert_i64(read_request("{\"engine\":\"rl\",\"generation\":0,"
                            "\"weft_worker\":1,\"policy\":[1,2]}",
                            &m),
               WEFT_E_INVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_travels_both_ways),
        cmocka_unit_test(a_policy_of_another_size_is_refused),
        cmocka_unit_test(a_request_is_read_member_by_member),
        cmocka_unit_test(what_a_request_leaves_out_is_the_default),
        cmocka_unit_test(wrong_requests_are_refused),
        cmocka_unit_test(the_generation_of_a_wrong_request_is_known),
        cmocka_unit_test(a_document_goes_on_one_line),
        cmocka_unit_test(events_are_read_as_they_are_written),
        cmocka_unit_test(text_of_a_stranger_is_made_safe),
        cmocka_unit_test(broken_lines_are_answers),
        cmocka_unit_test(lack_of_memory_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
