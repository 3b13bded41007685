/* skysign-client-window.exe: the signing program with a window, as a browser starts it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "client/asks.h"
#include "client/launch.h"
#include "client/start_windows.h"
#include "client/ui_window.h"
#include "client/win32/window.h"
#include "crypto/secret_read.h"
#include "os/privacy.h"
#include "sig/trust/identity.h"

enum { ARENA_MAX = 256 * 1024 * 1024, DETAIL_CHARS = 300 };

struct session {
	struct window window;
	struct ui_window ui;
	struct launch launch;
	struct arena *mem;
	pthread_t worker;
	_Bool working;
	const char *told;
	struct error e;
	enum err rc;
};

static void wake(void *window)
{
	PostMessageW(((struct window *)window)->win, WINDOW_SERVE, 0, 0);
}

/* Messages may quote what others made, such as the name in a server's certificate. */
static void failed(struct session *s, enum advice_stage stage)
{
	struct failed_tell f = { stage, s->rc, s->told,
				 identity_tame(bytes_of_str(s->e.msg), DETAIL_CHARS, s->mem) };

	page_failed(&s->window, &f);
}

static void worker_join(struct session *s)
{
	if (s->working)
		pthread_join(s->worker, NULL);
	s->working = 0;
}

/* In the window's thread, when the worker is at its end. */
static void ended(void *ctx)
{
	struct session *s = ctx;

	worker_join(s);
	if (s->rc != ERR_OK && !s->ui.reported)
		failed(s, ADVICE_RUN);
	if (!IsWindowVisible(s->window.win))
		PostQuitMessage(0);
}

static void *work(void *ctx)
{
	struct session *s = ctx;

	s->rc = launch_run((struct client_job){ .server = s->launch.server,
						.ticket = secret_text(s->launch.ticket),
						.ui = &s->ui.ui,
						.ja = s->window.ja },
			   s->mem, &s->told, &s->e);
	PostMessageW(s->window.win, WINDOW_ENDED, 0, 0);
	return NULL;
}

/* Started otherwise than by a browser it says so: Windows' own ways to start a program show no
 * console. */
static void begin(struct session *s, int argc, char **argv)
{
	s->rc = launch_read(argc, argv, s->mem, &s->launch, &s->e);
	if (s->rc == ERR_OK) {
		window_waiting(&s->window, TEXT_WAIT);
		s->working = !pthread_create(&s->worker, NULL, work, s);
		if (!s->working)
			abort();
	} else {
		failed(s, ADVICE_START);
	}
}

static int run(int argc, char **argv)
{
	struct session s = { .mem = arena_new(ARENA_MAX) };

	window_init(&s.window, launch_japanese(NULL));
	s.window.handover = handover_new(wake, &s.window);
	ui_window_init(&s.ui, s.window.handover, s.mem);
	begin(&s, argc, argv);
	ShowWindow(s.window.win, SW_SHOWNORMAL);
	SetForegroundWindow(s.window.win);
	window_run(&s.window, ended, &s);

	/* What is done is shown while the worker still tidies up; it hands over nothing more. */
	ShowWindow(s.window.win, SW_HIDE);
	worker_join(&s);
	window_done(&s.window);
	handover_free(s.window.handover);
	launch_done(&s.launch);
	arena_free(s.mem);
	return err_exit_status(s.rc);
}

int wmain(int argc, wchar_t **wide);
int wmain(int argc, wchar_t **wide)
{
	char **argv;

	process_keep_private(); /* a PIN is going to be in here */
	start_language();
	argv = start_arguments(argc, wide);
	if (argv && argc == 2 && !strcmp(argv[1], "--version")) {
		puts("skysign-client-window " CLIENT_VERSION " (SkySign " SKYSIGN_VERSION ")");
		return 0;
	}
	return run(argv ? argc : 0, argv);
}
