#!/usr/bin/env bash
# Makes run.svg, the picture in README.md, from a real session: a terminal (asciinema) in which session.ps1 runs in the repository's
# PowerShell, against a sandbox on loopback. Needs asciinema (Debian: asciinema), npm and the .NET SDK: docs/recording/record.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
# A short name, as it is seen in the picture.
work=/tmp/demo
mkdir "$work"
sandbox=
clean_up() {
  if [ -n "$sandbox" ]; then kill "$sandbox" || true; fi
  rm -rf "$work"
}
trap clean_up EXIT

dotnet tool restore >/dev/null
dotnet build src/WorkerRunner.PowerShell -v quiet >/dev/null
dotnet build src/Sandbox -v quiet >/dev/null
: >"$work/sandbox.log"
dotnet run --no-build --project src/Sandbox -- --config-out "$work/runner.yaml" >"$work/sandbox.log" &
sandbox=$!
for _ in $(seq 100); do if grep -q '^Requests' "$work/sandbox.log"; then break; fi; sleep 0.1; done
# The worker that the sandbox names does what its configuration says.
cat >>"$work/runner.yaml" <<'YAML'
workerConfig:
  script:
  - hello: [log, error-report, shutdown, graceful-termination, new-credentials]
  - print: "Claimed task KTBKfEgxR5GdfIIREQIvFQ"
  - sleepMs: 900
  - log: {textPayload: "Task finished", taskId: KTBKfEgxR5GdfIIREQIvFQ, exitCode: 0}
  - stderr: "disk space is getting low"
  - sleepMs: 1400
  - print: "No more tasks"
  - exit: 0
YAML
chmod 600 "$work/runner.yaml"

export TERM=xterm-256color WORK=$work MODULE=$PWD/out/WorkerRunner/WorkerRunner.psd1
asciinema rec --quiet --overwrite --cols 124 --rows 26 --command 'dotnet pwsh -NoProfile -File docs/recording/session.ps1' "$work/run.cast"
# The renderer is a tool of this page alone: nothing of it is built or shipped.
npx --yes svg-term-cli@2.1.1 --in "$work/run.cast" --out docs/recording/run.svg --window --no-cursor --padding 12 --width 124 --height 26
