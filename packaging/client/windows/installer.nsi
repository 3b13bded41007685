; The installer of the signing program: for this user, or (as administrator) for all.
;   makensis -DVERSION=1.0.0 -DPROGRAMS=… -DOUT=…\skysign-client-setup.exe installer.nsi
; PROGRAMS: the folder of skysign-client.exe and skysign-client-window.exe.
; Silent: /S with /CurrentUser or /AllUsers.
Target amd64-unicode ; like the program
ManifestSupportedOS Win10
SetCompressor /SOLID lzma
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "SkySign"
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_MUI
!include MultiUser.nsh
!include MUI2.nsh

!define SCHEME "Software\Classes\skysign"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\SkySignClient"

Name "SkySign"
OutFile "${OUT}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1041 "ProductName" "SkySign"
VIAddVersionKey /LANG=1041 "FileDescription" "SkySign signing program, installer"
VIAddVersionKey /LANG=1041 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1041 "LegalCopyright" "SkySign"

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"

Function .onInit
	!insertmacro MULTIUSER_INIT
	SetRegView 64
FunctionEnd

Function un.onInit
	!insertmacro MULTIUSER_UNINIT
	SetRegView 64
FunctionEnd

; icacls by its whole path: a name alone would be looked for first where this installer was started, among downloads.
!macro ICACLS ARGUMENTS
	nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\SkySign" ${ARGUMENTS}'
	Pop $0
	${If} $0 != "0"
		Abort "The folder $APPDATA\SkySign cannot be secured (icacls: $0)"
	${EndIf}
!macroend

; Made with its owner and its rights in one step, so that nobody else can put a file into it before.
!define SERVERS_RIGHTS "O:BAG:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)"
Function ServersCreate
	StrCpy $1 "${SERVERS_RIGHTS}"
	StrCpy $2 "$APPDATA\SkySign"
	System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w r1, i 1, *p .r3, p 0) i .r0'
	${If} $0 = 0
		Abort "Windows does not know the rights for the folder $2"
	${EndIf}
	System::Call '*(l 24, p r3, l 0) p .r4' ; SECURITY_ATTRIBUTES of 64 bit
	System::Call 'kernel32::CreateDirectoryW(w r2, p r4) i .r0 ? e'
	Pop $5
	System::Free $4
	System::Call 'kernel32::LocalFree(p r3)'
	${If} $0 = 0
		Abort "The folder $2 cannot be made (error $5 of Windows)"
	${EndIf}
FunctionEnd

; What was there before the first installation for all may be anybody's, its files and links too: it is put aside.
Function ServersPutAside
	StrCpy $1 0
	${Do}
		IntOp $1 $1 + 1
	${LoopWhile} ${FileExists} "$APPDATA\SkySign.old-$1"
	ClearErrors
	Rename "$APPDATA\SkySign" "$APPDATA\SkySign.old-$1"
	${If} ${Errors}
		Abort "The folder $APPDATA\SkySign was there before and cannot be put aside; close what uses it, and begin again"
	${EndIf}
	DetailPrint "$APPDATA\SkySign was there before: now $APPDATA\SkySign.old-$1"
FunctionEnd

; Anybody may make folders in ProgramData. Only what an earlier installation for all has secured is kept.
Function ServersSecure
	ReadRegStr $0 HKLM "${UNINSTALL}" "UninstallString"
	${If} $0 == ""
		${If} ${FileExists} "$APPDATA\SkySign"
			Call ServersPutAside
		${EndIf}
		Call ServersCreate
	${ElseIfNot} ${FileExists} "$APPDATA\SkySign"
		Call ServersCreate
	${EndIf}
	!insertmacro ICACLS "/setowner *S-1-5-32-544 /T"
	!insertmacro ICACLS "/inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX"
FunctionEnd

; The list of servers that may be asked: kept when the program is installed anew. An administrator's installation
; makes its folder the administrators' and lets others only read.
Function ServersPrepare
	SetShellVarContext all
	${If} $MultiUser.InstallMode == "AllUsers"
		Call ServersSecure
	${Else}
		CreateDirectory "$APPDATA\SkySign"
	${EndIf}
	${IfNot} ${FileExists} "$APPDATA\SkySign\servers"
		SetOutPath "$APPDATA\SkySign"
		File servers
	${EndIf}
	${If} $MultiUser.InstallMode == "CurrentUser"
		SetShellVarContext current
	${EndIf}
FunctionEnd

Section
	Call ServersPrepare ; first: when it cannot be done, nothing is installed
	SetOutPath "$INSTDIR"
	File "${PROGRAMS}/skysign-client.exe"
	File "${PROGRAMS}/skysign-client-window.exe"
	File ../../../docs/man/skysign-client.1.md
	File ../../../LICENSE
	WriteUninstaller "$INSTDIR\uninstall.exe"
	; one address, quoted, and nothing else: what stands in it cannot become an option
	WriteRegStr SHCTX "${SCHEME}" "" "URL:SkySign"
	WriteRegStr SHCTX "${SCHEME}" "URL Protocol" ""
	WriteRegStr SHCTX "${SCHEME}\DefaultIcon" "" '"$INSTDIR\skysign-client-window.exe",0'
	WriteRegStr SHCTX "${SCHEME}\shell\open\command" "" '"$INSTDIR\skysign-client-window.exe" --url "%1"'
	WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "SkySign"
	WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
	WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "SkySign"
	WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
	WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
	WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
	WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
	WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section un.
	Delete "$INSTDIR\skysign-client.exe"
	Delete "$INSTDIR\skysign-client-window.exe"
	Delete "$INSTDIR\skysign-client.1.md"
	Delete "$INSTDIR\LICENSE"
	Delete "$INSTDIR\uninstall.exe"
	RMDir "$INSTDIR"
	DeleteRegKey SHCTX "${SCHEME}"
	DeleteRegKey SHCTX "${UNINSTALL}"
SectionEnd
