#include <locale.h>
#include "client/main.h"
#include "os/privacy.h"

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	process_keep_private(); /* a PIN is going to be in here */
	return client_main(argc, argv);
}
