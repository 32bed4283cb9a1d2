@echo off
rem Starts the server in the foreground, or one of its commands: see audience-server --help.
setlocal
cd /d "%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "options=-XX:TieredStopAtLevel=1"
if "%~1"=="" set "options=-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
if "%~1"=="run" set "options=-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
if defined JAVA_OPTS set "options=%JAVA_OPTS%"
set "archive="
if "%~1"=="" goto archive
if "%~1"=="run" goto archive
goto start
:archive
if not defined CLASS_ARCHIVE goto start
set archive="-XX:ArchiveClassesAtExit=%CLASS_ARCHIVE%" "-Xlog:cds*=off"
if exist "%CLASS_ARCHIVE%" set archive="-XX:SharedArchiveFile=%CLASS_ARCHIVE%" "-Xlog:cds*=off"
:start
"%java%" %options% %archive% -cp "lib/*;conf;ext/*" io.github.camelaudience.server.AudienceServer %*
exit /b %ERRORLEVEL%
