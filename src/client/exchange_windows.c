#include "client/exchange_windows.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <windows.h>
#include <wincrypt.h>
#include <winhttp.h>
#include "crypto/secret_read.h"
#include "os/wide.h"

struct exchange *exchange_new(void)
{
	struct exchange *x = calloc(1, sizeof(*x));

	if (!x)
		abort();
	x->holders = 1;
	x->wrong_peer = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (!x->wrong_peer)
		abort();
	return x;
}

void exchange_wipe(struct exchange *x)
{
	if (x->headers)
		secret_wipe(x->headers, wcslen(x->headers) * sizeof(*x->headers));
	wiped_done(&x->body);
	wiped_done(&x->answer);
}

void exchange_release(struct exchange *x)
{
	if (--x->holders)
		return;
	exchange_wipe(x);
	free(x->headers);
	free(x->host);
	free(x->path);
	free(x->method);
	free(x->content_type);
	CloseHandle(x->wrong_peer);
	free(x);
}

static const struct {
	DWORD code;
	enum err err;
	const char *text;
} failures[] = {
	{ ERROR_WINHTTP_NAME_NOT_RESOLVED, ERR_UNAVAILABLE, "there is no server of this name" },
	{ ERROR_WINHTTP_CANNOT_CONNECT, ERR_UNAVAILABLE, "no connection" },
	{ ERROR_WINHTTP_CONNECTION_ERROR, ERR_UNAVAILABLE, "the connection broke" },
	{ ERROR_WINHTTP_INVALID_SERVER_RESPONSE, ERR_UNAVAILABLE, "this answer is not HTTP" },
	{ ERROR_WINHTTP_SECURE_FAILURE, ERR_UNAVAILABLE,
	  "its certificate is not of this name, has expired, or leads to no authority that this PC "
	  "trusts; nothing was sent" },
	{ ERROR_WINHTTP_SECURE_CHANNEL_ERROR, ERR_UNAVAILABLE,
	  "no secure connection (its certificate, or no TLS 1.2 or later); nothing was sent" },
	{ ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, ERR_UNAVAILABLE,
	  "it asks for a certificate for the connection" },
	{ ERROR_WINHTTP_TIMEOUT, ERR_TIMEOUT, "no whole answer in time" },
};

static _Bool failed(struct exchange *x, DWORD code)
{
	if (x->error.code)
		return 0;
	for (size_t i = 0; i < COUNT_OF(failures); i++)
		if (failures[i].code == code) {
			error_set(&x->error, failures[i].err, "%s", failures[i].text);
			return 0;
		}
	error_set(&x->error, ERR_UNAVAILABLE, "error %lu of WinHTTP", code);
	return 0;
}

static _Bool did(struct exchange *x, BOOL ok)
{
	return ok ? 1 : failed(x, GetLastError());
}

/* WinHTTP has this one code for a connection without TLS. That of a server is never without. */
static enum err certificate_absent(struct exchange *x, DWORD code)
{
	if (code == ERROR_WINHTTP_INCORRECT_HANDLE_STATE)
		return error_set(&x->error, ERR_NOT_FOUND, "the server shows no certificate");
	return error_set(&x->error, ERR_UNAVAILABLE,
			 "Windows does not show its certificate (error %lu); nothing was sent",
			 code);
}

/* ERR_NOT_FOUND: no TLS yet, as before a proxy's CONNECT. */
static enum err peer_ask(struct exchange *x, HINTERNET request)
{
	PCCERT_CONTEXT cert = NULL;
	DWORD n = sizeof(cert);
	enum err rc;

	SetLastError(ERROR_SUCCESS); /* what an earlier call left says nothing of this one */
	if (!WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &cert, &n))
		return certificate_absent(x, GetLastError());
	if (!cert)
		return certificate_absent(x, ERROR_INVALID_DATA);
	rc = peer_check(x->rule, cert, x->host, &x->error);
	CertFreeCertificateContext(cert);
	return rc;
}

static _Noreturn void stay(void)
{
	for (;;)
		Sleep(INFINITE);
}

/* Between the handshake and the first byte of the request. WinHTTP has no way back from here that
 * is sure to send nothing, so the thread stays here for ever when the peer is wrong, or when nobody
 * waits any more: the process is about to end. */
static void CALLBACK on_status(HINTERNET request, DWORD_PTR context, DWORD status, void *info,
			       DWORD info_len)
{
	struct exchange *x = (struct exchange *)context;
	enum err rc;

	(void)info;
	(void)info_len;
	if (status != WINHTTP_CALLBACK_STATUS_SENDING_REQUEST || !x)
		return;
	if (x->state == EXCHANGE_GIVEN_UP)
		stay();
	rc = peer_ask(x, request);
	if (x->state == EXCHANGE_GIVEN_UP) /* while the peer was judged, which takes time */
		stay();
	if (rc == ERR_NOT_FOUND) {
		x->error = (struct error){ 0 };
	} else if (rc != ERR_OK) {
		SetEvent(x->wrong_peer);
		stay();
	}
}

static _Bool option(HINTERNET h, DWORD which, DWORD value)
{
	return WinHttpSetOption(h, which, &value, sizeof(value));
}

static HINTERNET session_open(struct exchange *x)
{
	const DWORD tls = WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2;
	HINTERNET s = WinHttpOpen(L"skysign", WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY, NULL, NULL, 0);
	int ms = (int)x->timeout_ms;

	if (!s) {
		failed(x, GetLastError());
		return NULL;
	}
	if ((!option(s, WINHTTP_OPTION_SECURE_PROTOCOLS,
		     tls | WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3) &&
	     !option(s, WINHTTP_OPTION_SECURE_PROTOCOLS, tls)) ||
	    !WinHttpSetTimeouts(s, ms, ms, ms, ms)) {
		failed(x, GetLastError());
		WinHttpCloseHandle(s);
		return NULL;
	}
	return s;
}

/* No redirect, no cookie, no second use of a connection, no log-in with the person's own account;
 * with roots of its own, the chain is judged by peer_check alone. */
static _Bool request_prepare(struct exchange *x, HINTERNET request)
{
	const DWORD off =
		WINHTTP_DISABLE_COOKIES | WINHTTP_DISABLE_REDIRECTS | WINHTTP_DISABLE_KEEP_ALIVE;
	DWORD_PTR context = (DWORD_PTR)x;

	if (!did(x, option(request, WINHTTP_OPTION_DISABLE_FEATURE, off)) ||
	    !did(x, WinHttpSetOption(request, WINHTTP_OPTION_CONTEXT_VALUE, &context,
				     sizeof(context))))
		return 0;
	option(request, WINHTTP_OPTION_AUTOLOGON_POLICY, WINHTTP_AUTOLOGON_SECURITY_LEVEL_HIGH);
	if (x->rule->roots && !did(x, option(request, WINHTTP_OPTION_SECURITY_FLAGS,
					     SECURITY_FLAG_IGNORE_UNKNOWN_CA)))
		return 0;
	return did(x,
		   WinHttpSetStatusCallback(request, on_status, WINHTTP_CALLBACK_FLAG_SEND_REQUEST,
					    0) != WINHTTP_INVALID_STATUS_CALLBACK);
}

/* 0: the caller has given up, and has answered that nothing of weight was sent. */
static _Bool body_may_go(struct exchange *x)
{
	enum exchange_state idle = EXCHANGE_IDLE;

	return atomic_compare_exchange_strong(&x->state, &idle, EXCHANGE_SENT);
}

/* The head goes first; the body, with the ticket in it, when the peer has been looked at once more.
 */
static _Bool request_send(struct exchange *x, HINTERNET request)
{
	DWORD len = (DWORD)x->body.len, n;

	if (!did(x,
		 WinHttpSendRequest(request, x->headers, (DWORD)-1, NULL, 0, len, (DWORD_PTR)x)) ||
	    peer_ask(x, request) != ERR_OK) {
		if (x->error.code == ERR_NOT_FOUND)
			x->error.code = ERR_UNAVAILABLE;
		return 0;
	}
	if (!body_may_go(x))
		return 0;
	if (len && !did(x, WinHttpWriteData(request, x->body.data, len, &n)))
		return 0;
	return did(x, WinHttpReceiveResponse(request, NULL));
}

static _Bool head_read(struct exchange *x, HINTERNET request)
{
	wchar_t type[256];
	DWORD status = 0, n = sizeof(status);

	if (!did(x,
		 WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER,
				     NULL, &status, &n, NULL)))
		return 0;
	x->status = (int)status;
	n = sizeof(type);
	if (WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_TYPE, NULL, type, &n, NULL))
		x->content_type = utf8_of(type);
	return 1;
}

static _Bool answer_read(struct exchange *x, HINTERNET request)
{
	unsigned char block[16384];
	DWORD n;

	if (!head_read(x, request))
		return 0;
	do {
		if (!did(x, WinHttpReadData(request, block, sizeof(block), &n)))
			return 0;
		buf_append(&x->answer, BYTES(block, n));
		if (x->answer.overflow) {
			error_set(&x->error, ERR_TOO_LARGE, "the answer is over %zu bytes",
				  x->answer.limit);
			return 0;
		}
	} while (n && x->state != EXCHANGE_GIVEN_UP);
	return 1;
}

static void request_run(struct exchange *x, HINTERNET connection)
{
	HINTERNET r = WinHttpOpenRequest(connection, x->method, x->path, NULL, WINHTTP_NO_REFERER,
					 WINHTTP_DEFAULT_ACCEPT_TYPES, WINHTTP_FLAG_SECURE);

	if (!did(x, r != NULL))
		return;
	if (request_prepare(x, r) && request_send(x, r))
		answer_read(x, r);
	WinHttpCloseHandle(r);
}

void exchange_run(struct exchange *x)
{
	HINTERNET session = session_open(x), connection;

	if (!session)
		return;
	connection = WinHttpConnect(session, x->host, x->port, 0);
	if (did(x, connection != NULL)) {
		request_run(x, connection);
		WinHttpCloseHandle(connection);
	}
	WinHttpCloseHandle(session);
}
