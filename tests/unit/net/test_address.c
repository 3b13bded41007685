#include "../test.h"
#include "net/address.h"

static void public_addresses_may_be_asked(void **state)
{
	static const char *const ips[] = { "8.8.8.8", "172.15.255.255", "172.32.0.1",
					   "100.63.0.1", "192.0.3.1", "2606:4700::1",
					   "2002:0808:0808::1", "::ffff:8.8.8.8" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ips); i++)
		assert_true(address_text_is_public(ips[i]));
}

static void inner_addresses_may_not(void **state)
{
	static const char *const ips[] = {
		"127.0.0.1", "127.255.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255",
		"192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
		"255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
		"::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:0001::1", "2001:db8::1",
		"::127.0.0.1", "", "localhost", "127.1",
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ips); i++)
		assert_false(address_text_is_public(ips[i]));
	assert_false(address_text_is_public(NULL));
}

static void other_families_may_not(void **state)
{
	struct sockaddr sa = { .sa_family = AF_UNIX };
	(void)state;
	assert_false(address_is_public(&sa, sizeof(sa)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_addresses_may_be_asked),
		cmocka_unit_test(inner_addresses_may_not),
		cmocka_unit_test(other_families_may_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
