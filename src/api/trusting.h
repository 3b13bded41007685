/* Whom this service believes when it judges certificates of others. */
#pragma once
#include "api/api.h"
#include "sig/trust/trust.h"

/* The configured anchors and, while there is one, the local authority. */
enum err caller_trust(struct caller *c, struct trust *t, struct error *e) MUST_USE;
