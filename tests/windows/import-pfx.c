/* import-pfx FILE PASSWORD: adds what is in this file to the user's certificate store. For the
 * tests of skysign-client.exe: what a person does with the import wizard. */
#include <stdio.h>
#include <windows.h>
#include <wincrypt.h>

enum { FILE_MAX = 65536 };

static HCERTSTORE pfx_open(const wchar_t *path, const wchar_t *password)
{
	static BYTE room[FILE_MAX];
	CRYPT_DATA_BLOB pfx = { 0, room };
	HANDLE file = CreateFileW(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

	if (file == INVALID_HANDLE_VALUE || !ReadFile(file, room, FILE_MAX, &pfx.cbData, NULL))
		return NULL;
	CloseHandle(file);
	return PFXImportCertStore(&pfx, password, 0);
}

int wmain(int argc, wchar_t **argv);
int wmain(int argc, wchar_t **argv)
{
	HCERTSTORE from = argc == 3 ? pfx_open(argv[1], argv[2]) : NULL;
	HCERTSTORE my = CertOpenSystemStoreW(0, L"MY");
	PCCERT_CONTEXT c = NULL;
	int n = 0;

	if (!from || !my) {
		fprintf(stderr, "import-pfx: error %lu\n", GetLastError());
		return 1;
	}
	while ((c = CertEnumCertificatesInStore(from, c)))
		n += CertAddCertificateContextToStore(my, c, CERT_STORE_ADD_REPLACE_EXISTING,
						      NULL) != 0;
	CertCloseStore(my, 0);
	CertCloseStore(from, 0);
	printf("%d\n", n);
	return n ? 0 : 1;
}
