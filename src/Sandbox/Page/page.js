"use strict";

const mostRows = 300;
const mostMessages = 300;
const mostBoot = 40;
const longestBootMs = 120_000;

const at = id => document.getElementById(id);
const token = location.hash.slice(1);
const requests = new Map();
const boots = new Map();
let state = null;
let drawDue = false;

/** An element with a class and what is in it. Text is never read as HTML. */
function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content.filter(c => c !== null && c !== undefined));
  return element;
}

const clock = time => new Date(time).toLocaleTimeString("en-GB") + "." + String(new Date(time).getMilliseconds()).padStart(3, "0");
const duration = ms => ms < 1000 ? `${Math.round(ms)} ms` : ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
const short = name => name.replace(/^.* metadata \/(computeMetadata\/v1|latest|metadata)\//, "").replace(/^\/api\/[^/]+\/v\d+\//, "");
const tone = request => request.milliseconds === null ? "busy" : request.status >= 200 && request.status < 400 ? "good" : "bad";
const answer = request => request.milliseconds === null ? "…" : request.status ?? "dropped";

function show(id, ...content) {
  at(id).replaceChildren(...content);
}

/** All that changes soon after one another is drawn once. */
function drawSoon() {
  if (drawDue) return;
  drawDue = true;
  requestAnimationFrame(() => {
    drawDue = false;
    drawWorkers();
  });
}

function take(request) {
  requests.set(request.number, request);
  if (request.worker) {
    if (!boots.has(request.worker)) boots.set(request.worker, new Map());
    const boot = boots.get(request.worker);
    const isBoot = boot.size < mostBoot && (boot.size === 0 || Date.parse(request.time) - Date.parse(boot.values().next().value.time) < longestBootMs);
    if (isBoot || boot.has(request.number)) boot.set(request.number, request);
  }
  drawRequest(request);
  drawSoon();
}

function drawRequest(request) {
  const row = make("tr", "",
    make("td", "", clock(request.time)),
    make("td", "", request.service),
    make("td", "target", `${request.method} ${request.target}`),
    make("td", tone(request), String(answer(request))),
    make("td", "", request.milliseconds === null ? "" : request.milliseconds.toFixed(0)),
    make("td", "", request.worker ?? ""));
  row.id = `request-${request.number}`;
  const old = at(row.id);
  if (old) old.replaceWith(row);
  else at("requests").prepend(row);
  while (at("requests").rows.length > mostRows) {
    const last = at("requests").rows[at("requests").rows.length - 1];
    requests.delete(Number(last.id.split("-")[1]));
    last.remove();
  }
}

function drawMessage(message) {
  const isSent = /to/i.test(message.direction);
  const list = at("messages");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(make("li", "",
    make("span", "quiet", clock(message.time) + " "),
    make("strong", "", `${isSent ? "runner → worker" : "worker → runner"} ${message.type} `),
    make("span", "quiet", message.text ?? "")));
  if (list.children.length > mostMessages) list.firstElementChild.remove();
  if (isAtEnd) list.scrollTop = list.scrollHeight;
  at("no-messages").hidden = true;
}

/** What a runner of this machine says of itself, or else what was seen of its requests. */
function bars(name, runner) {
  if (runner?.timeline) return runner.timeline.steps.flatMap(step => [
    { kind: "step", label: step.step, start: Date.parse(step.startedAt), ms: step.durationMs, failed: step.outcome === "failed" },
    ...step.requests.map(request => ({
      kind: "request", label: short(request.request) + (request.attempts > 1 ? ` ×${request.attempts}` : ""),
      start: Date.parse(request.startedAt), ms: request.durationMs, failed: request.outcome === "failed",
    })),
  ]).filter(bar => bar.label !== "running" && bar.label !== "ending");
  return [...(boots.get(name)?.values() ?? [])].map(request => ({
    kind: "step", label: `${request.method} ${short(request.target)}`, start: Date.parse(request.time),
    ms: request.milliseconds ?? Date.now() - Date.parse(request.time), failed: tone(request) === "bad",
  }));
}

function waterfall(rows) {
  if (rows.length === 0) return null;
  const begin = Math.min(...rows.map(row => row.start));
  const span = Math.max(1, ...rows.map(row => row.start + row.ms - begin));
  const grid = make("div", "bars");
  for (const row of rows) {
    const bar = make("div", row.failed ? "bar failed" : "bar");
    bar.style.left = `${(row.start - begin) / span * 100}%`;
    bar.style.width = `${row.ms / span * 100}%`;
    const label = make("span", `label ${row.kind}`, row.label);
    label.title = row.label;
    grid.append(label, make("div", "track", bar), make("span", "ms", duration(row.ms)));
  }
  return grid;
}

function badge(worker, runner, isBooting) {
  if (runner) return [runner.stage, runner.stage === "running" ? "good" : "busy"];
  if (worker.state === "removed") return ["removed", "bad"];
  if (worker.state === "registered") return ["registered", "good"];
  return isBooting ? ["booting", "busy"] : ["not heard of yet", ""];
}

function drawWorker(worker) {
  const runner = state.runners.find(r => `${r.workerPoolId}/${r.workerGroup}/${r.workerId}` === worker.name);
  const [text, kind] = badge(worker, runner, boots.has(worker.name));
  const facts = [worker.provider];
  if (worker.credentialsExpire) facts.push(`credentials until ${new Date(worker.credentialsExpire).toLocaleString("en-GB")}`);
  if (runner?.worker) facts.push(runner.worker);
  if (runner?.waitingFor) facts.push(`waiting for ${runner.waitingFor}, attempt ${runner.attempt}`);
  for (const interruption of runner?.interruptions ?? []) facts.push(interruption.text);
  const article = make("article", "",
    make("div", "head", make("h3", "", worker.name), make("span", `badge ${kind}`, text), make("span", "quiet", facts.join(" · "))),
    waterfall(bars(worker.name, runner)));
  article.dataset.worker = worker.name;
  return article;
}

function drawWorkers() {
  if (!state) return;
  const known = new Set(state.workers.map(w => w.name));
  const others = [...boots.keys()].filter(name => !known.has(name)).map(name => ({ name, provider: "no provider of this deployment", state: "" }));
  const all = [...state.workers, ...others];
  show("workers", ...(all.length ? all.map(drawWorker) : [make("p", "empty", "No worker is known yet.")]));
}

/** Buttons stay where they are while nothing changes: somebody may be on one. */
function drawOnce(id, content, draw) {
  const text = JSON.stringify(content);
  if (at(id).dataset.drawn === text) return;
  at(id).dataset.drawn = text;
  show(id, ...content.map(draw));
}

function drawCloud(cloud) {
  const set = make("fieldset", "", make("legend", "", `${cloud.name}, instance ${cloud.instance}`));
  for (const command of cloud.commands) {
    const button = make("button", "", command.name);
    button.title = command.help;
    button.addEventListener("click", () => act({ do: "interrupt", cloud: cloud.name, command: command.name }));
    set.append(button);
  }
  return set;
}

function takeState(next) {
  state = next;
  at("root-url").textContent = state.rootUrl;
  at("skew").textContent = state.skewSeconds ? `clock ${state.skewSeconds > 0 ? "ahead" : "behind"} by ${duration(Math.abs(state.skewSeconds) * 1000)}` : "";
  drawOnce("clouds", state.clouds, drawCloud);
  drawOnce("faults", state.faults, fault => make("li", "", make("code", "", fault.name || "a fault of a program"),
    make("span", "quiet", fault.left === null ? "" : ` ${fault.left} left`)));
  drawOnce("tasks", state.tasks, drawTask);
  at("no-tasks").hidden = state.tasks.length > 0;
  at("task-pool").textContent = pool();
  at("mend").hidden = state.faults.length === 0;
  drawSoon();
}

const taskTone = { completed: "good", failed: "bad", exception: "bad" };

function drawTask(task) {
  return make("li", "",
    make("strong", taskTone[task.state] ?? "busy", `${task.state} `), `${task.name} `,
    make("span", "quiet", `${task.taskId}: ${task.runs.join(", then ")}`));
}

/** The pool that is worked for: that of a worker which was heard of, else of any. */
function pool() {
  const worker = state.workers.find(w => boots.has(w.name)) ?? state.workers[0];
  return worker?.name.split("/").slice(0, 2).join("/") ?? "";
}

async function act(what) {
  try {
    const reply = await fetch("do", { method: "POST", headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify(what) });
    at("said").className = reply.ok ? "good" : "bad";
    at("said").textContent = await reply.text();
    return reply.ok;
  } catch (error) {
    at("said").className = "bad";
    at("said").textContent = `The sandbox does not answer: ${error.message}`;
    return false;
  }
}

const takers = {
  snapshot(all) {
    for (const id of ["requests", "messages"]) show(id);
    requests.clear();
    boots.clear();
    all.requests.forEach(take);
    all.messages.forEach(drawMessage);
    takeState(all.state);
  },
  request: take,
  message: drawMessage,
  state: takeState,
};

/** Server-sent events, read by fetch, as an EventSource cannot send the token. */
async function listen() {
  const reply = await fetch("events", { headers: { Authorization: `Bearer ${token}` } });
  if (!reply.ok) throw Object.assign(new Error(await reply.text()), { isFinal: reply.status === 401 });
  at("link").className = "on";
  at("link").textContent = "live";
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the sandbox has ended the connection");
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(event);
      takers[name]?.(JSON.parse(data));
    }
  }
}

async function stayConnected() {
  for (;;) {
    try {
      await listen();
    } catch (error) {
      at("link").className = "off";
      at("link").textContent = error.isFinal ? error.message : "not connected";
      if (error.isFinal) return;
    }
    await new Promise(done => setTimeout(done, 1000));
  }
}

at("fault-form").addEventListener("submit", async event => {
  event.preventDefault();
  if (await act({ do: "fault", fault: at("fault").value })) at("fault").value = "";
});
at("task-form").addEventListener("submit", async event => {
  event.preventDefault();
  if (await act({ do: "task", pool: pool(), command: at("command").value })) at("command").value = "";
});
at("mend").addEventListener("click", () => act({ do: "mend" }));
stayConnected();
