; The installer of the signing program: for this user, or (as administrator) for all.
;   makensis -DVERSION=1.0.0 -DEXE=…\skysign-client.exe -DOUT=…\skysign-client-setup.exe installer.nsi
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

; The list of servers that may be asked: kept when the program is installed anew. Anybody may make folders in
; ProgramData, so an administrator's installation takes this one and lets others only read.
Function ServersPrepare
	SetShellVarContext all
	CreateDirectory "$APPDATA\SkySign"
	${If} $MultiUser.InstallMode == "AllUsers"
		nsExec::Exec 'icacls "$APPDATA\SkySign" /setowner *S-1-5-32-544 /T'
		nsExec::Exec 'icacls "$APPDATA\SkySign" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
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
	SetOutPath "$INSTDIR"
	File "${EXE}"
	File ../../../docs/man/skysign-client.1.md
	File ../../../LICENSE
	Call ServersPrepare
	WriteUninstaller "$INSTDIR\uninstall.exe"
	; one address, quoted, and nothing else: what stands in it cannot become an option
	WriteRegStr SHCTX "${SCHEME}" "" "URL:SkySign"
	WriteRegStr SHCTX "${SCHEME}" "URL Protocol" ""
	WriteRegStr SHCTX "${SCHEME}\DefaultIcon" "" '"$INSTDIR\skysign-client.exe",0'
	WriteRegStr SHCTX "${SCHEME}\shell\open\command" "" '"$INSTDIR\skysign-client.exe" --url "%1"'
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
	Delete "$INSTDIR\skysign-client.1.md"
	Delete "$INSTDIR\LICENSE"
	Delete "$INSTDIR\uninstall.exe"
	RMDir "$INSTDIR"
	DeleteRegKey SHCTX "${SCHEME}"
	DeleteRegKey SHCTX "${UNINSTALL}"
SectionEnd
