/* TimeStampResp (RFC 3161 §2.4.2) checked against what was asked. */
#pragma once
#include "sig/tsp/query.h"
#include "sig/tsp/token.h"

/* Everything tsp_token_read checks, and: status granted, imprint and its algorithm those of q, nonce equal, policy
 * equal when q asked for one, signed with SHA-2, nothing behind the reply. ERR_TSP. token_out points into reply. */
enum err tsp_reply_check(struct bytes reply, const struct tsp_query *q, struct arena *mem,
			 struct bytes *token_out, struct tsp_token_info *info_out, struct error *e) MUST_USE;
