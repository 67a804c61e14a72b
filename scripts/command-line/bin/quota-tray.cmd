@echo off
rem The command line of Quota Tray. It runs on the Node of the PATH. Without one it runs on the app's own runtime, which
rem starts more slowly.
setlocal
for %%n in (node.exe) do set "node=%%~$PATH:n"
if not defined node goto app
"%node%" "%~dp0..\command-line\quota-tray.cjs" %*
exit /b %errorlevel%
:app
"%~dp0..\..\quota-tray-app.exe" --log-level=3 --command-line -- %*
exit /b %errorlevel%
