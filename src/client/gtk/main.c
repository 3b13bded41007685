/* skysign-client-gtk: the signing program with a window, as a browser starts it. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include "client/gtk/pages.h"
#include "client/gtk/waiting.h"
#include "client/launch.h"
#include "client/ui_window.h"
#include "crypto/secret_read.h"
#include "os/privacy.h"
#include "sig/trust/identity.h"

enum { ARENA_MAX = 256 * 1024 * 1024, DETAIL_CHARS = 300 };

static const char usage_text[] =
	"usage: skysign-client-gtk --url skysign://sign/…    (as a browser starts it)\n"
	"       skysign-client-gtk --help | --version\n"
	"\n"
	"See the manual skysign-client(1).\n";

struct session {
	struct window window;
	struct ui_window ui;
	struct launch launch;
	struct arena *mem;
	GMainLoop *loop;
	GThread *worker;
	const char *told;
	struct error e;
	enum err rc;
};

static gboolean serve(gpointer data)
{
	handover_serve(((struct window *)data)->handover);
	return G_SOURCE_REMOVE;
}

static void wake(void *window)
{
	g_idle_add(serve, window);
}

static void closed(struct window *w, void *ctx)
{
	(void)w;
	g_main_loop_quit(((struct session *)ctx)->loop);
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
	if (s->worker)
		g_thread_join(s->worker);
	s->worker = NULL;
}

/* In the window's thread, when the worker is at its end. */
static gboolean over(gpointer data)
{
	struct session *s = data;

	worker_join(s);
	if (s->rc != ERR_OK && !s->ui.reported)
		failed(s, ADVICE_RUN);
	else if (s->rc != ERR_OK && s->told) /* why the rest of a batch was left */
		window_note(&s->window, s->told);
	if (!gtk_widget_get_visible(GTK_WIDGET(s->window.win)))
		g_main_loop_quit(s->loop);
	return G_SOURCE_REMOVE;
}

static gpointer work(gpointer data)
{
	struct session *s = data;

	s->rc = launch_run((struct client_job){ .server = s->launch.server,
						.ticket = secret_text(s->launch.ticket),
						.ui = &s->ui.ui,
						.ja = s->window.ja },
			   s->mem, &s->told, &s->e);
	g_idle_add(over, s);
	return NULL;
}

static void begin(struct session *s, int argc, char **argv)
{
	s->rc = launch_read(argc, argv, s->mem, &s->launch, &s->e);
	if (s->rc != ERR_OK) {
		failed(s, ADVICE_START);
		return;
	}
	waiting_show(&s->window, TEXT_WAIT);
	s->worker = g_thread_new("work", work, s);
}

static int run(int argc, char **argv, _Bool ja)
{
	struct session s = { .mem = arena_new(ARENA_MAX), .loop = g_main_loop_new(NULL, FALSE) };

	window_init(&s.window, ja);
	s.window.handover = handover_new(wake, &s.window);
	s.window.closed = closed;
	s.window.ctx = &s;
	ui_window_init(&s.ui, s.window.handover, s.mem);
	begin(&s, argc, argv);
	gtk_window_present(s.window.win);
	g_main_loop_run(s.loop);

	/* What is done is shown while the worker still tidies up; it hands over nothing more. */
	gtk_widget_set_visible(GTK_WIDGET(s.window.win), FALSE);
	gdk_display_flush(gdk_display_get_default());
	worker_join(&s);
	window_done(&s.window);
	handover_free(s.window.handover);
	launch_done(&s.launch);
	arena_free(s.mem);
	g_main_loop_unref(s.loop);
	return err_exit_status(s.rc);
}

/* Numbers keep their form in every language: what is sent to the server has to. */
static _Bool window_system(_Bool ja)
{
	gtk_disable_setlocale();
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	g_setenv("PANGO_LANGUAGE", ja ? "ja" : "en", FALSE); /* 直 and others differ by language */
	g_set_prgname("skysign-client-gtk");
	return gtk_init_check();
}

static int browser(int argc, char **argv)
{
	_Bool ja = launch_japanese(NULL);

	if (window_system(ja))
		return run(argc, argv, ja);
	fputs(ja ? "画面を開けません。デスクトップの中で起動してください。\n"
		 : "No window can be opened here. Start it on a desktop.\n",
	      stderr);
	return err_exit_status(ERR_UNAVAILABLE);
}

int main(int argc, char **argv)
{
	process_keep_private(); /* a PIN is going to be in here */
	if (launch_wanted(argc, argv))
		return browser(argc, argv);
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		puts("skysign-client-gtk " CLIENT_VERSION " (SkySign " SKYSIGN_VERSION ")");
		return 0;
	}
	fputs(usage_text, argc == 2 && !strcmp(argv[1], "--help") ? stdout : stderr);
	return argc == 2 && !strcmp(argv[1], "--help") ? 0 : err_exit_status(ERR_INVALID);
}
