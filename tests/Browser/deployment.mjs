import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(import.meta.dirname, "../..");
const sandboxProgram = join(root, "src/Sandbox/bin/Debug/net10.0/WorkerRunner.Sandbox.dll");
const runnerProgram = join(root, "src/StartWorker/bin/Debug/net10.0/start-worker");

/** A sandbox with a cloud and its page, and a runner that starts on request. All of it is gone at its end. */
export class Deployment {
  #folder;
  #sandbox;
  #runner;

  static async start() {
    const deployment = new Deployment();
    deployment.#folder = await mkdtemp(join(tmpdir(), "worker-runner-browser-"));
    await deployment.#prepare();
    return deployment;
  }

  async stop() {
    // The runner first: it removes its worker, which needs the sandbox.
    for (const process of [this.#runner, this.#sandbox]) {
      if (!process || process.exitCode !== null) continue;
      process.kill();
      await once(process, "exit");
    }
    await rm(this.#folder, { recursive: true });
  }

  async boot() {
    this.#runner = spawn(runnerProgram, [join(this.#folder, "runner.yaml")], { env: this.#environment, stdio: "ignore" });
    await once(this.#runner, "spawn");
  }

  async bootEnded() {
    if (this.#runner.exitCode === null) await once(this.#runner, "exit");
    return this.#runner.exitCode;
  }

  get #environment() {
    return {
      ...process.env,
      // This machine is not to be shut down when its instance is preempted.
      PATH: `${join(this.#folder, "bin")}:${process.env.PATH}`,
      WORKER_RUNNER_SOCKETS: join(this.#folder, "sockets"),
    };
  }

  async #prepare() {
    for (const name of ["bin", "sockets"]) await mkdir(join(this.#folder, name), { mode: 0o700 });
    await writeFile(join(this.#folder, "bin/shutdown"), "#!/bin/sh\n", { mode: 0o700 });
    this.#sandbox = spawn("dotnet", [sandboxProgram, "--page", "--cloud", "google", "--config-out", join(this.#folder, "runner.yaml")], {
      env: this.#environment,
      stdio: ["pipe", "pipe", "inherit"],
    });
    for await (const line of createInterface(this.#sandbox.stdout)) {
      if (line.startsWith("Page: ")) this.pageUrl = line.slice("Page: ".length);
      if (line.startsWith("Requests ")) break;
    }
    this.#sandbox.stdout.resume();
    await this.#keepConfigInFolder();
  }

  async #keepConfigInFolder() {
    const path = join(this.#folder, "runner.yaml");
    const config = await readFile(path, "utf8");
    await writeFile(path, config.replace(/configPath: .*/, `configPath: '${join(this.#folder, "worker.json")}'`));
    await chmod(path, 0o600);
  }
}
