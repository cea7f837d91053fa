/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solving in a child process, and every way in which that goes wrong. The
 * worker is this program itself: as `worker` it serves, with engines that
 * hang, crash and eat memory beside the real ones. Nothing sleeps for a fixed
 * time; what must happen is waited for, at most WAIT_MS. */
#include "lib/tweft.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/tplan.h"
#include "worker/worker.h"

#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN
#endif
#endif

#define WAIT_MS 20000

/* --- the worker's side ---------------------------------------------------- */

/* Who I am, and my parent: for tests that look after processes. */
static void sign(void)
{
    const char *path = getenv("WEFT_TEST_PIDS");
    FILE *f = path ? fopen(path, "w") : NULL;

    if (!f)
        return;
    fprintf(f, "%d %d\n", (int)getpid(), (int)getppid());
    fclose(f);
}

static _Noreturn void hang(const struct weft_problem *q,
                           const struct weft_solve_opts *o)
{
    struct weft_result r;

    if (!weft_quick(q, NULL, &r, NULL) && r.schedule.n)
        o->on_plan(o->ctx, "list", &r.schedule, r.makespan);
    for (;;)
        pause();
}

static char *volatile eaten; /* so that no compiler leaves the eating out */

static enum weft_rc eat(struct weft_err *err)
{
    for (size_t sum = 0; sum < (size_t)1 << 31; sum += 1 << 20) {
        char *p = malloc(1 << 20);

        if (!p)
            return weft_err_set(err, WEFT_E_NOMEM, "", "out of memory");
        memset(p, 1, 1 << 20); /* on purpose never freed */
        eaten = p;
    }
    return weft_err_set(err, WEFT_E_SOLVER, "", "no limit");
}

static enum weft_rc test_solve(const struct weft_problem *q, const char *engine,
                               const struct weft_solve_opts *o,
                               struct weft_result *r, struct weft_err *err)
{
    sign();
    if (!strcmp(engine, "hang"))
        hang(q, o);
    if (!strcmp(engine, "crash"))
        raise(SIGKILL);
    if (!strcmp(engine, "eat"))
        return eat(err);
    if (!strcmp(engine, "echo")) { /* what it was given as start */
        snprintf(r->reason, sizeof(r->reason), "%s, bound %lld",
                 o->start ? "start" : "no start", (long long)o->bound);
        return WEFT_OK;
    }
    return weft_solve(q, engine, o, r, err);
}

/* --- helpers -------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct job {
    struct weft_plan *p;
    struct weft_problem *q;
    char *doc;
    size_t len;
    struct worker_request r;
};

static void job_init(struct job *j, struct weft_plan *p, const char *engine)
{
    j->p = p;
    j->q = problem_of(j->p);
    assert_i64(weft_plan_text(j->p, &j->doc, &j->len, NULL), WEFT_OK);
    worker_request_init(&j->r);
    j->r.generation = 1;
    j->r.doc = j->doc;
    j->r.len = j->len;
    j->r.problem = j->q;
    j->r.engine = engine;
}

static void job_release(struct job *j)
{
    free(j->doc);
    weft_problem_free(j->q);
    weft_plan_free(j->p);
}

static const struct worker_command self = { .program = "/proc/self/exe" };

static struct worker *client(const struct worker_command *c)
{
    struct worker *w;

    assert_i64(worker_new(c, &w, NULL), WEFT_OK);
    return w;
}

/* The next event, whatever it takes. */
static struct worker_event next(struct worker *w)
{
    int64_t until = now_ms() + WAIT_MS;
    struct worker_event ev;

    while (!worker_next(w, &ev)) {
        struct pollfd fd[WORKER_FDS];
        int n = worker_fds(w, fd), wait = worker_timeout(w);

        if (now_ms() > until)
            fail_msg("no event");
        poll(fd, (nfds_t)n, wait < 0 || wait > 200 ? 200 : wait);
    }
    return ev;
}

/* The event that ends the request. */
static struct worker_event last(struct worker *w)
{
    struct worker_event ev;

    do
        ev = next(w);
    while (ev.kind != WORKER_DONE && ev.kind != WORKER_FAILED);
    assert_false(worker_busy(w));
    return ev;
}

/* All children are gone: none was left behind, none is a zombie. */
static void assert_no_children(void)
{
    assert_i64(waitpid(-1, NULL, WNOHANG), -1);
    assert_i64(errno, ECHILD);
}

/* Is it alive? group receives its process group. A zombie is not: it waits for
 * whoever inherited it. */
static bool is_alive(pid_t pid, int *group)
{
    char path[64], state = 'X';
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    f = fopen(path, "r");
    if (!f)
        return false;
    if (fscanf(f, "%*d (%*[^)]) %c %*d %d", &state, group) != 2)
        state = 'X';
    fclose(f);
    return state != 'Z' && state != 'X';
}

static bool is_gone(pid_t pid)
{
    int group;

    return !is_alive(pid, &group);
}

/* How many of a process group are alive. */
static int count_group(pid_t leader)
{
    DIR *d = opendir("/proc");
    struct dirent *e;
    int n = 0, group;

    while ((e = readdir(d)))
        n += is_alive((pid_t)strtol(e->d_name, NULL, 10), &group) &&
             group == (int)leader;
    closedir(d);
    return n;
}

/* A killed process may take a moment to be gone. */
static void assert_group_goes(pid_t leader)
{
    int64_t until = now_ms() + WAIT_MS;

    while (count_group(leader) > 0 && now_ms() < until)
        poll(NULL, 0, 5);
    assert_i64(count_group(leader), 0);
}

static void assert_goes(pid_t pid, struct worker *w)
{
    int64_t until = now_ms() + WAIT_MS;
    struct worker_event ev;

    while (!is_gone(pid)) {
        if (now_ms() > until)
            fail_msg("process %d is still there", (int)pid);
        if (w)
            worker_next(w, &ev);
        poll(NULL, 0, 2);
    }
}

/* A file for sign(), and what it says once it is there. */
static char pids_path[64];

static void want_pids(void)
{
    snprintf(pids_path, sizeof(pids_path), "/tmp/weft-pids-%d", (int)getpid());
    unlink(pids_path);
    setenv("WEFT_TEST_PIDS", pids_path, 1);
}

static void read_pids(pid_t *solver, pid_t *server)
{
    int64_t until = now_ms() + WAIT_MS;
    int a = 0, b = 0, n = 0;

    while (n != 2) {
        FILE *f = fopen(pids_path, "r");

        if (f) {
            n = fscanf(f, "%d %d", &a, &b);
            fclose(f);
        }
        if (now_ms() > until)
            fail_msg("the worker did not start");
        poll(NULL, 0, 2);
    }
    unlink(pids_path);
    unsetenv("WEFT_TEST_PIDS");
    *solver = a;
    *server = b;
}

static int count_fds(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

/* What a shell command that answers nothing sensible leads to. */
static struct worker_event fate_of(const char *command)
{
    struct worker_command c = { .shell = command };
    struct worker *w = client(&c);
    struct worker_event ev;
    struct job j;
    int fds = count_fds();

    job_init(&j, plan_of_sample("diamond"), "list");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    ev = last(w);
    worker_free(w);
    assert_no_children();
    assert_i64(count_fds(), fds);
    job_release(&j);
    assert_i64(ev.kind, WORKER_FAILED);
    assert_i64(ev.generation, 1);
    return ev;
}

/* --- the way it should go ------------------------------------------------- */

static void a_plan_comes_back_verified(void **state)
{
    struct worker *w = client(&self);
    struct weft_result r = { 0 };
    struct worker_event ev;
    struct job j;
    bool changed;

    (void)state;
    job_init(&j, plan_of_sample("article"), "list");
    j.r.generation = 7;
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_true(worker_busy(w));
    do {
        ev = next(w);
        assert_i64(ev.generation, 7);
        assert_i64(worker_apply(&ev, j.p, j.q, &r, &changed, NULL), WEFT_OK);
        assert_true(changed || ev.kind != WORKER_BOUND);
    } while (ev.kind != WORKER_DONE);
    assert_i64(r.status, WEFT_OPTIMAL);
    assert_i64(r.makespan * j.q->tick, 70000);
    assert_i64(r.bound, r.makespan);
    assert_string_equal(r.engine, "list");
    weft_result_release(&r);
    worker_free(w);
    assert_no_children();
    job_release(&j);
}

static void one_child_serves_many_requests(void **state)
{
    struct worker *w = client(&self);
    pid_t solver, first = 0, server;

    (void)state;
    for (int k = 1; k <= 3; k++) {
        struct job j;

        want_pids();
        job_init(&j, plan_of_sample("diamond"), "list");
        j.r.generation = (uint64_t)k;
        assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
        assert_i64(last(w).kind, WORKER_DONE);
        read_pids(&solver, &server);
        assert_true(k == 1 || server == first);
        first = server;
        job_release(&j);
    }
    worker_free(w);
    assert_no_children();
}

static void infeasible_and_refused_are_told_apart(void **state)
{
    struct worker *w = client(&self);
    struct weft_result r = { 0 };
    struct weft_err err = { 0 };
    struct worker_event ev;
    struct job j;

    (void)state;
    job_init(&j,
             plan_of("{'weft':'1.0','nodes':[{'id':'n','capacity':{'c':1}}],"
                     "'tasks':[{'id':'a','duration':3,'demand':{'c':1}},"
                     "{'id':'b','duration':3,'demand':{'c':1},'deadline':3},"
                     "{'id':'c','duration':3,'demand':{'c':1},'deadline':3}]}"),
             "auto");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    ev = last(w);
    assert_i64(ev.kind, WORKER_DONE);
    assert_i64(ev.status, WEFT_INFEASIBLE);
    assert_i64(worker_apply(&ev, j.p, j.q, &r, NULL, NULL), WEFT_OK);
    assert_i64(r.status, WEFT_INFEASIBLE);
    assert_true(r.reason[0] != '\0');
    j.r.generation = 2;
    j.r.engine = "no-such-engine";
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    ev = last(w);
    assert_i64(ev.kind, WORKER_FAILED);
    assert_i64(worker_apply(&ev, j.p, j.q, &r, NULL, &err), WEFT_E_INVAL);
    assert_non_null(strstr(err.msg, "no-such-engine"));
    weft_result_release(&r);
    worker_free(w);
    job_release(&j);
}

static void start_and_bound_reach_the_engine_if_they_are_right(void **state)
{
    struct worker *w = client(&self);
    struct weft_schedule s;
    struct job j;

    (void)state;
    job_init(&j, plan_of_sample("rag-index"), "echo");
    assert_i64(weft_schedule_init(&s, j.q->ntask, NULL), WEFT_OK);
    assert_true(serial_schedule(j.q, &s));
    j.r.start = &s;
    j.r.bound = 42;
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_string_equal(last(w).text, "start, bound 42");
    s.start[0] = 1000000; /* after what depends on it */
    j.r.generation = 2;
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_string_equal(last(w).text, "no start, bound 42");
    weft_schedule_release(&s);
    worker_free(w);
    job_release(&j);
}

/* --- newer requests ------------------------------------------------------- */

static void a_newer_request_overtakes_a_hanging_one(void **state)
{
    struct worker *w = client(&self);
    struct worker_event ev;
    struct job j;
    pid_t solver, server;

    (void)state;
    want_pids();
    job_init(&j, plan_of_sample("diamond"), "hang");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_i64(next(w).kind, WORKER_PLAN);
    read_pids(&solver, &server);
    j.r.generation = 2;
    j.r.engine = "list";
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    do {
        ev = next(w);
        assert_i64(ev.generation, 2);
    } while (ev.kind != WORKER_DONE);
    assert_true(is_gone(solver));
    assert_false(is_gone(server));
    worker_free(w);
    assert_no_children();
    job_release(&j);
}

/* Documents larger than any buffer, the first of them only half sent. */
static void a_request_that_was_half_sent_is_overtaken_too(void **state)
{
    struct rand_opts o = { .seed = 1,
                           .tasks = 6000,
                           .nodes = 2,
                           .links = 10,
                           .max_duration = 5,
                           .max_capacity = 4 };
    struct worker *w = client(&self);
    struct worker_event ev;
    struct job j;

    (void)state;
    job_init(&j, plan_of_rand(&o), "list");
    assert_true(j.len > 400000);
    j.r.effort = 1;
    for (uint64_t g = 1; g <= 5; g++) {
        j.r.generation = g;
        assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
        assert_false(worker_next(w, &ev));
    }
    ev = last(w);
    assert_i64(ev.kind, WORKER_DONE);
    assert_i64(ev.generation, 5);
    worker_free(w);
    assert_no_children();
    job_release(&j);
}

static void a_child_that_went_while_idle_is_replaced(void **state)
{
    struct worker *w = client(&self);
    struct job j;
    pid_t solver, server;

    (void)state;
    want_pids();
    job_init(&j, plan_of_sample("diamond"), "list");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_i64(last(w).kind, WORKER_DONE);
    read_pids(&solver, &server);
    assert_i64(kill(server, SIGKILL), 0);
    j.r.generation = 2;
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_i64(last(w).kind, WORKER_DONE);
    worker_free(w);
    assert_no_children();
    job_release(&j);
}

/* --- cancelling ----------------------------------------------------------- */

static void cancel_ends_solver_and_server(void **state)
{
    struct worker *w = client(&self);
    struct worker_event ev;
    struct job j;
    pid_t solver, server;

    (void)state;
    want_pids();
    job_init(&j, plan_of_sample("diamond"), "hang");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    read_pids(&solver, &server);
    worker_cancel(w);
    assert_false(worker_busy(w));
    assert_goes(server, w);
    assert_goes(solver, w);
    assert_false(worker_next(w, &ev));
    assert_no_children();
    j.r.generation = 2;
    j.r.engine = "list";
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    assert_i64(last(w).kind, WORKER_DONE);
    worker_free(w);
    job_release(&j);
}

static void cancel_ends_what_ignores_sigterm_or_is_stopped(void **state)
{
    static const char *const command[] = {
        "trap '' TERM; echo $$ $$ > $WEFT_TEST_PIDS; cat > /dev/null; "
        "while :; do sleep 1; done",
        "echo $$ $$ > $WEFT_TEST_PIDS; kill -STOP $$",
    };

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct worker_command c = { .shell = command[k] };
        struct worker *w = client(&c);
        struct job j;
        pid_t pid, same;

        want_pids();
        job_init(&j, plan_of_sample("diamond"), "list");
        assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
        read_pids(&pid, &same);
        worker_cancel(w);
        assert_goes(pid, w);
        assert_group_goes(pid); /* nor are its children there */
        worker_free(w);
        assert_no_children();
        job_release(&j);
    }
}

static void a_client_that_is_killed_leaves_no_orphans(void **state)
{
    pid_t child, solver, server;

    (void)state;
    want_pids();
    child = fork();
    if (child == 0) {
        struct job j;
        struct worker *w = client(&self);

        job_init(&j, plan_of_sample("diamond"), "hang");
        worker_start(w, &j.r, NULL);
        for (;;)
            next(w);
    }
    read_pids(&solver, &server);
    assert_false(is_gone(server));
    kill(child, SIGKILL);
    assert_i64(waitpid(child, NULL, 0), child);
    assert_goes(server, NULL);
    assert_goes(solver, NULL);
}

/* --- faults --------------------------------------------------------------- */

static void what_is_no_protocol_is_quoted(void **state)
{
    struct worker_event ev = fate_of("echo 'Welcome to host \033[1mx'; cat");

    (void)state;
    assert_i64(ev.code, WEFT_E_PARSE);
    assert_non_null(strstr(ev.text, "'Welcome to host "));
    assert_null(strchr(ev.text, '\033'));
    assert_i64(fate_of("echo '{\"event\":\"dance\"}'; cat").code, WEFT_E_PARSE);
    assert_i64(fate_of("echo '[]'; cat").code, WEFT_E_PARSE);
    assert_i64(fate_of("echo; cat").code, WEFT_E_PARSE);
    assert_i64(fate_of("yes | tr -d '\\n'").code, WEFT_E_PARSE);
    assert_i64(fate_of("printf '{\"generation\":1,\"event\":\"plan\","
                       "\"makespan\":1,\"tasks\":[[0,0]]}\\n'; cat")
                   .code,
               WEFT_E_PARSE);
}

static void how_a_child_ended_is_said(void **state)
{
    struct worker_event ev;

    (void)state;
    ev = fate_of("echo one >&2; echo 'no route to host' >&2; exit 255");
    assert_i64(ev.code, WEFT_E_SOLVER);
    assert_string_equal(ev.text,
                        "the worker ended with status 255: no route to host");
    ev = fate_of("printf '{\"generation\":1,\"event\":\"acc'; kill -KILL $$");
    assert_non_null(strstr(ev.text, "was killed by signal 9"));
    ev = fate_of("exec >/dev/null; sleep 60");
    assert_string_equal(ev.text, "the worker closed its output");
    ev = fate_of("true");
    assert_string_equal(ev.text, "the worker ended with status 0");
    ev = fate_of("/no/such/file");
    assert_i64(ev.code, WEFT_E_IO);
}

static void a_program_that_cannot_be_run_is_named(void **state)
{
    struct worker_command c = { .program = "/no/such/weft" };
    struct worker *w = client(&c);
    struct worker_event ev;
    struct job j;

    (void)state;
    job_init(&j, plan_of_sample("diamond"), "list");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    ev = last(w);
    assert_i64(ev.kind, WORKER_FAILED);
    assert_i64(ev.code, WEFT_E_IO);
    assert_non_null(strstr(ev.text, "/no/such/weft: No such file"));
    worker_free(w);
    job_release(&j);
}

static void a_child_that_falls_silent_fails_after_its_time(void **state)
{
    struct worker_command c = {
        .shell = "echo '{\"generation\":1,\"event\":\"accepted\"}'; "
                 "kill -STOP $$"
    };
    struct worker *w = client(&c);
    struct worker_event ev;
    struct job j;

    (void)state;
    job_init(&j, plan_of_sample("diamond"), "list");
    j.r.time = 0.01;
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    ev = last(w);
    assert_i64(ev.kind, WORKER_FAILED);
    assert_non_null(strstr(ev.text, "no answer"));
    worker_free(w);
    assert_no_children();
    job_release(&j);
}

static struct worker_event end_of(const char *engine, double time,
                                  size_t memory)
{
    struct worker *w = client(&self);
    struct worker_event ev;
    struct job j;

    job_init(&j, plan_of_sample("diamond"), engine);
    j.r.time = time;
    j.r.memory = memory;
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    ev = last(w);
    worker_free(w);
    assert_no_children();
    job_release(&j);
    return ev;
}

static void a_crash_of_the_solver_is_one_event(void **state)
{
    struct worker_event ev = end_of("crash", 0, 0);

    (void)state;
    assert_i64(ev.kind, WORKER_FAILED);
    assert_i64(ev.code, WEFT_E_SOLVER);
    assert_string_equal(ev.text, "the solver was killed by signal 9 (Killed)");
}

static void an_engine_that_ignores_its_time_is_stopped(void **state)
{
    struct worker_event ev = end_of("hang", 0.05, 0);

    (void)state;
    assert_i64(ev.kind, WORKER_DONE);
    assert_string_equal(ev.text, "stopped at the time limit");
}

#ifndef WITH_ASAN /* which cannot live with little memory */
static void memory_is_limited(void **state)
{
    struct worker_event ev = end_of("eat", 0, 32 << 20);

    (void)state;
    assert_i64(ev.kind, WORKER_FAILED);
    assert_i64(ev.code, WEFT_E_NOMEM);
}
#endif

/* --- answers that are wrong ----------------------------------------------- */

/* What worker_apply says to a worker that answers these lines. tasks: of the
 * plan of two tasks below. */
static enum weft_rc verdict(const char *lines, struct weft_err *err)
{
    char command[2000];
    struct worker_command c = { .shell = command };
    struct weft_result r = { 0 };
    struct worker *w;
    struct job j;
    enum weft_rc rc = WEFT_OK;

    snprintf(command, sizeof(command), "cat <<'X'\n%s\nX\ncat > /dev/null",
             lines);
    w = client(&c);
    job_init(&j,
             plan_of("{'weft':'1.0','time_unit':'none','nodes':[{'id':'n',"
                     "'capacity':{'c':1}}],'tasks':["
                     "{'id':'a','duration':3,'demand':{'c':1}},"
                     "{'id':'b','duration':5,'demand':{'c':1}}]}"),
             "list");
    assert_i64(worker_start(w, &j.r, NULL), WEFT_OK);
    while (!rc && worker_busy(w)) {
        struct worker_event ev = next(w);

        rc = worker_apply(&ev, j.p, j.q, &r, NULL, err);
    }
    weft_result_release(&r);
    worker_free(w);
    job_release(&j);
    return rc;
}

#define EVENT(text) "{\"generation\":1,\"event\":" text "}\n"
#define PLAN(makespan, tasks)                                                  \
    EVENT("\"plan\",\"engine\":\"x\",\"makespan\":" makespan                   \
          ",\"tasks\":[" tasks "]")
#define BOUND(b)   EVENT("\"bound\",\"engine\":\"x\",\"bound\":" b)
#define DONE(s)    EVENT("\"done\",\"status\":\"" s "\"")
#define GOOD_TASKS "[0,0,0,0],[0,0,0,3000]"

static void answers_are_believed_only_as_far_as_they_are_right(void **state)
{
    static const struct {
        const char *lines, *says;
    } wrong[] = {
        { PLAN("5000", "[0,0,0,0],[0,0,0,0]"), "overloads" },
        { PLAN("8000", "[1,0,0,0],[0,0,0,3000]"), "wrong" },
        { PLAN("8000", "[0,0,3,0],[0,0,0,3000]"), "wrong" },
        { PLAN("8000", "[-1,-1,0,0],[0,0,0,3000]"), "wrong" },
        { PLAN("7000", GOOD_TASKS), "makespan" },
        { PLAN("8000", GOOD_TASKS) BOUND("9000"), "bound" },
        { BOUND("9000") PLAN("8000", GOOD_TASKS), "bound" },
        { PLAN("8000", GOOD_TASKS) DONE("infeasible"), "infeasible" },
    };
    struct weft_err err = { 0 };

    (void)state;
    assert_i64(verdict(EVENT("\"accepted\"") PLAN("8000", GOOD_TASKS)
                           BOUND("8000") DONE("optimal"),
                       &err),
               WEFT_OK);
    for (size_t k = 0; k < sizeof(wrong) / sizeof(*wrong); k++) {
        assert_i64(verdict(wrong[k].lines, &err), WEFT_E_SOLVER);
        if (!strstr(err.msg, wrong[k].says))
            fail_msg("case %zu: '%s' does not say '%s'", k, err.msg,
                     wrong[k].says);
    }
    assert_i64(verdict(PLAN("3000", "[0,0,0,0]"), &err), WEFT_E_PARSE);
}

static void who_proved_a_bound_is_told_by_every_name_there_is(void **state)
{
    static const char *const name[] = { "path",   "energy", "timetable",
                                        "places", "known",  "cp" };
    struct weft_result r = { 0 };
    struct job j;
    bool changed;

    (void)state;
    job_init(&j, plan_of_sample("article"), "list");
    for (int k = 0; k < (int)(sizeof(name) / sizeof(*name)); k++) {
        struct worker_event ev = { .kind = WORKER_BOUND, .bound = k + 1 };

        snprintf(ev.engine, sizeof(ev.engine), "%s", name[k]);
        assert_i64(worker_apply(&ev, j.p, j.q, &r, &changed, NULL), WEFT_OK);
        assert_true(changed);
        assert_string_equal(r.bound_engine, name[k]);
    }
    weft_result_release(&r);
    job_release(&j);
}

/* --- worker_run ----------------------------------------------------------- */

static volatile sig_atomic_t stop_now;

static void stop_at_first_plan(void *ctx, const struct weft_result *r)
{
    *(int *)ctx += 1;
    if (r->schedule.n)
        stop_now = 1;
}

static void run_gives_the_best_so_far_when_stopped(void **state)
{
    int calls = 0;
    struct worker_run_opts o = { .command = self,
                                 .stop = &stop_now,
                                 .ctx = &calls,
                                 .on_change = stop_at_first_plan };
    struct weft_result r;
    struct job j;

    (void)state;
    stop_now = 0;
    job_init(&j, plan_of_sample("diamond"), "hang");
    assert_i64(worker_run(&o, &j.r, j.p, &r, NULL), WEFT_OK);
    assert_i64(calls, 1);
    assert_i64(r.status, WEFT_FEASIBLE);
    assert_string_equal(r.reason, "interrupted");
    weft_result_release(&r);
    assert_no_children();
    job_release(&j);
}

static void run_keeps_its_deadline_against_everything(void **state)
{
    static const char *const command[] = { "sleep 100",
                                           "trap '' TERM; kill -STOP $$" };
    struct weft_result r;
    struct job j;

    (void)state;
    job_init(&j, plan_of_sample("diamond"), "list");
    j.r.time = 0.05;
    for (int k = 0; k < 2; k++) {
        struct worker_run_opts o = { .command = { .shell = command[k] } };

        assert_i64(worker_run(&o, &j.r, j.p, &r, NULL), WEFT_OK);
        assert_i64(r.schedule.n, 0);
        assert_string_equal(r.reason, "stopped at the time limit");
        weft_result_release(&r);
        assert_no_children();
    }
    job_release(&j);
}

static void run_reports_a_refusal_and_keeps_the_plan(void **state)
{
    struct worker_run_opts o = { .command = self };
    struct weft_result r;
    struct weft_err err = { 0 };
    struct job j;

    (void)state;
    job_init(&j, plan_of_sample("diamond"), "crash");
    assert_i64(worker_run(&o, &j.r, j.p, &r, &err), WEFT_E_SOLVER);
    assert_non_null(strstr(err.msg, "signal 9"));
    assert_i64(r.schedule.n, 0);
    weft_result_release(&r);
    job_release(&j);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_comes_back_verified),
        cmocka_unit_test(one_child_serves_many_requests),
        cmocka_unit_test(infeasible_and_refused_are_told_apart),
        cmocka_unit_test(start_and_bound_reach_the_engine_if_they_are_right),
        cmocka_unit_test(a_newer_request_overtakes_a_hanging_one),
        cmocka_unit_test(a_request_that_was_half_sent_is_overtaken_too),
        cmocka_unit_test(a_child_that_went_while_idle_is_replaced),
        cmocka_unit_test(cancel_ends_solver_and_server),
        cmocka_unit_test(cancel_ends_what_ignores_sigterm_or_is_stopped),
        cmocka_unit_test(a_client_that_is_killed_leaves_no_orphans),
        cmocka_unit_test(what_is_no_protocol_is_quoted),
        cmocka_unit_test(how_a_child_ended_is_said),
        cmocka_unit_test(a_program_that_cannot_be_run_is_named),
        cmocka_unit_test(a_child_that_falls_silent_fails_after_its_time),
        cmocka_unit_test(a_crash_of_the_solver_is_one_event),
        cmocka_unit_test(an_engine_that_ignores_its_time_is_stopped),
#ifndef WITH_ASAN
        cmocka_unit_test(memory_is_limited),
#endif
        cmocka_unit_test(answers_are_believed_only_as_far_as_they_are_right),
        cmocka_unit_test(who_proved_a_bound_is_told_by_every_name_there_is),
        cmocka_unit_test(run_gives_the_best_so_far_when_stopped),
        cmocka_unit_test(run_keeps_its_deadline_against_everything),
        cmocka_unit_test(run_reports_a_refusal_and_keeps_the_plan),
    };

    if (argc > 1 && !strcmp(argv[1], "worker"))
        return worker_serve(STDIN_FILENO, STDOUT_FILENO, test_solve);
#ifdef WITH_ASAN
    puts("# SKIP memory_is_limited: with AddressSanitizer");
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
