#include "domain/password_gate.h"
#include <pthread.h>

enum { SEATS = 2 };
static struct {
	pthread_mutex_t lock;
	pthread_cond_t freed;
	int taken;
} seats = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };

static void seat_take(void)
{
	pthread_mutex_lock(&seats.lock);
	while (seats.taken == SEATS)
		pthread_cond_wait(&seats.freed, &seats.lock);
	seats.taken++;
	pthread_mutex_unlock(&seats.lock);
}

static void seat_leave(void)
{
	pthread_mutex_lock(&seats.lock);
	seats.taken--;
	pthread_cond_signal(&seats.freed);
	pthread_mutex_unlock(&seats.lock);
}

enum err password_gate_hash(const char *password, char out[PASSWORD_HASH_SIZE], struct error *e)
{
	enum err rc;

	seat_take();
	rc = password_hash(password, out, e);
	seat_leave();
	return rc;
}

_Bool password_gate_verify(const char *hash, const char *password)
{
	_Bool ok;

	seat_take();
	ok = password_verify(hash, password);
	seat_leave();
	return ok;
}
