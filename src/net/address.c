#include "net/address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>

struct block4 {
	uint32_t net;
	unsigned bits;
};
/* RFC 6890 and its registry: everything not globally reachable, and multicast. */
static const struct block4 blocks4[] = {
	{ 0x00000000, 8 },  { 0x0a000000, 8 },	{ 0x64400000, 10 }, { 0x7f000000, 8 },
	{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
	{ 0xc0586300, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 },
	{ 0xcb007100, 24 }, { 0xe0000000, 3 },
};

struct block6 {
	unsigned char net[16];
	unsigned bits;
};
/* IPv6: only 2000::/3 is handed out, so only the holes in it are listed. */
static const struct block6 blocks6[] = {
	{ { 0x20, 0x01, 0x00, 0x00 }, 23 },	     /* protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },	     /* documentation */
	{ { 0x3f, 0xff }, 20 },			     /* documentation */
};

static _Bool public4(uint32_t ip)
{
	for (size_t i = 0; i < COUNT_OF(blocks4); i++) {
		uint32_t mask = UINT32_MAX << (32 - blocks4[i].bits);

		if ((ip & mask) == blocks4[i].net)
			return 0;
	}
	return 1;
}

static _Bool prefix_is(const unsigned char *ip, const unsigned char *net, unsigned bits)
{
	unsigned char mask = (unsigned char)(0xff00 >> (bits % 8));

	if (memcmp(ip, net, bits / 8) != 0)
		return 0;
	return bits % 8 == 0 || (ip[bits / 8] & mask) == (net[bits / 8] & mask);
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static _Bool public6(const unsigned char ip[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (prefix_is(ip, mapped, 96) || prefix_is(ip, nat64, 96))
		return public4(be32(ip + 12));
	if ((ip[0] & 0xe0) != 0x20)
		return 0;
	if (ip[0] == 0x20 && ip[1] == 0x02) /* 6to4 carries an IPv4 address */
		return public4(be32(ip + 2));
	for (size_t i = 0; i < COUNT_OF(blocks6); i++)
		if (prefix_is(ip, blocks6[i].net, blocks6[i].bits))
			return 0;
	return 1;
}

_Bool address_is_public(const struct sockaddr *sa, socklen_t len)
{
	if (sa->sa_family == AF_INET && len >= sizeof(struct sockaddr_in)) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		return public4(ntohl(in.sin_addr.s_addr));
	}
	if (sa->sa_family == AF_INET6 && len >= sizeof(struct sockaddr_in6)) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof(in6));
		return public6(in6.sin6_addr.s6_addr);
	}
	return 0;
}

_Bool address_text_is_public(const char *ip)
{
	unsigned char raw[16];

	if (!ip)
		return 0;
	if (inet_pton(AF_INET, ip, raw) == 1)
		return public4(be32(raw));
	return inet_pton(AF_INET6, ip, raw) == 1 && public6(raw);
}
