; The installer of Windows includes this file. It makes `quota-tray` a command of the console: a script in the folder that
; Windows has on the PATH of each user. The PATH itself stays as it is, because NSIS cuts a long one.

!include LogicLib.nsh

!define QuotaTrayCommand "$LOCALAPPDATA\Microsoft\WindowsApps\quota-tray.cmd"

!macro customInstall
  ; For all users this variable would name a folder that is on no PATH.
  SetShellVarContext current
  ; A console reads another set of characters than NSIS writes, so the name of the user stays a variable.
  StrLen $0 $LOCALAPPDATA
  StrCpy $1 $INSTDIR $0
  ${If} $1 == $LOCALAPPDATA
    StrCpy $1 $INSTDIR "" $0
    StrCpy $1 "%LOCALAPPDATA%$1"
  ${Else}
    StrCpy $1 $INSTDIR
  ${EndIf}
  ClearErrors
  FileOpen $2 "${QuotaTrayCommand}" w
  ${IfNot} ${Errors}
    FileWrite $2 '@"$1\resources\bin\quota-tray.cmd" %*$\r$\n'
    FileClose $2
  ${EndIf}
  ${If} $installMode == "all"
    SetShellVarContext all
  ${EndIf}
!macroend

!macro customUnInstall
  SetShellVarContext current
  Delete "${QuotaTrayCommand}"
  ${If} $installMode == "all"
    SetShellVarContext all
  ${EndIf}
!macroend
