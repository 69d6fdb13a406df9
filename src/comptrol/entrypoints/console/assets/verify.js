// The page that checks a receipt: each step in words, with a tick or a cross. Nothing leaves the browser.
import { opened } from "./envelope.js";
import { KINDS, Wrong, hex, leafHash, quorumIsMet, readEntry, readPolicy, readProof, rootOf, same, signedAt } from "./tlog.js";

const form = document.getElementById("verify"), fields = form.elements;
const outcome = document.getElementById("outcome"), list = document.getElementById("steps");
const said = document.getElementById("said"), statement = document.getElementById("statement");
const words = new Map(Array.from(document.getElementById("words").content.querySelectorAll("[data-word]"), (it) => [it.dataset.word, it.textContent]));
const word = (key, given = {}) => (words.get(key) ?? key).replace(/\{(\w+)\}/g, (_, name) => String(given[name] ?? ""));
const printable = (text) => text.replace(/[^\P{C}\n]/gu, "\ufffd");

class Steps {
  constructor() { this.crosses = 0; this.opens = 0; list.replaceChildren(); }

  put(state, key, given) {
    const item = document.createElement("li"), mark = document.createElement("strong"), text = document.createElement("bdi");
    item.className = { tick: "good", cross: "bad", open: "wait" }[state];
    item.dataset.step = `${key} ${state}`;
    mark.textContent = `${{ tick: "✓", cross: "✗", open: "–" }[state]} ${word(state)} `;
    text.textContent = printable(word(key, given));
    item.append(mark, text);
    list.append(item);
    if (state === "cross") this.crosses += 1;
    if (state === "open") this.opens += 1;
  }

  check(holds, key, given) { this.put(holds ? "tick" : "cross", holds ? key : `${key}-not`, given); return holds; }
}

async function checkEntry(steps, entry) {
  const leaf = await leafHash(entry);
  steps.put("tick", "leaf", { bytes: entry.length, leaf: hex(leaf) });
  const it = await opened(entry);
  steps.check(it.holds, "signer", { key: hex(it.key), issuer: it.issuer, sequence: it.sequence });
  said.hidden = false;
  const text = it.sealed ? `${it.sealed}\n${hex(it.payload)}` : new TextDecoder("utf-8", { fatal: true }).decode(it.payload);
  try { statement.textContent = printable(JSON.stringify(JSON.parse(text), null, 2)); } catch { statement.textContent = printable(text); }
  return leaf;
}

async function checkKeys(steps, head, keys, key_words) {
  const held = [];
  for (const { called, key } of keys) {
    for (const line of head.lines.filter((it) => it.name === key.name && it.id === key.id)) {
      if (!(key.kind in KINDS)) { steps.put("open", "other", { name: called, id: key.id }); continue; }
      const at = await signedAt(head, key, line);
      const time = typeof at === "bigint" ? new Date(Number(at) * 1000).toISOString() : "";
      if (steps.check(at !== undefined, key_words, { name: called, id: key.id, time, kind: KINDS[key.kind] })) held.push(called);
    }
  }
  return held;
}

async function checkAll(steps) {
  const asked = fields.position.value.trim();
  const policy = await readPolicy(fields.policy.value), proof = readProof(fields.proof.value);
  const leaf = await checkEntry(steps, readEntry(fields.entry.value)), { head } = proof;
  if (asked && asked !== String(proof.index)) steps.put("cross", "position-not", { asked, index: proof.index });
  const root = await rootOf(leaf, proof.index, head.size, proof.path);
  steps.check(same(root, head.root), "path", { index: proof.index, size: head.size, hashes: proof.path.length, root: hex(root), other: hex(head.root) });
  const own = policy.logs.filter((it) => it.name === head.origin).map((key) => ({ called: key.name, key }));
  const logs = await checkKeys(steps, head, own, "log");
  if (!logs.length) steps.put("cross", "log-none", { origin: head.origin });
  const cosigned = await checkKeys(steps, head, policy.witnesses.map((it) => ({ called: it.name, key: it.key })), "witness");
  if (policy.quorum === "none") steps.put("tick", "quorum-none");
  else steps.check(quorumIsMet(policy, cosigned), "quorum", { name: policy.quorum, count: cosigned.length });
}

function tell(kind, key, given) {
  outcome.className = `told ${kind}`;
  outcome.textContent = word(key, given);
}

async function check() {
  tell("", "checking");
  said.hidden = true;
  const steps = new Steps();
  try {
    if (!globalThis.crypto?.subtle) throw new Wrong(word("insecure"));
    await checkAll(steps);
  } catch (error) {
    if (!(error instanceof Wrong) && !(error instanceof TypeError) && error.name !== "NotSupportedError") throw error;
    steps.put("cross", "unreadable", { what: error.message });
  }
  if (steps.crosses) tell("bad", "fails");
  else tell("good", steps.opens ? "holds-partly" : "holds");
  outcome.scrollIntoView({ block: "nearest" });
}

async function fetched(path, accept) {
  const answer = await fetch(path, { headers: { accept }, credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Wrong(word("unfetched", { path, status: answer.status }));
  return new Uint8Array(await answer.arrayBuffer());
}

async function fetchBoth() {
  const position = fields.position.value.trim();
  if (!/^[0-9]{1,18}$/.test(position)) { tell("bad", "no-position"); fields.position.focus(); return; }
  tell("", "fetching");
  try {
    const entry = await fetched(`/entries/${position}`, "application/cose");
    const proof = await fetched(`/ledger/receipt/${position}`, "text/plain");
    fields.entry.value = btoa(Array.from(entry, (it) => String.fromCharCode(it)).join(""));
    fields.proof.value = new TextDecoder("utf-8", { fatal: true }).decode(proof);
  } catch (error) {
    tell("bad", "unreached", { what: error.message });
    return;
  }
  await check();
}

form.addEventListener("submit", (event) => { event.preventDefault(); check(); });
document.getElementById("fetch").addEventListener("click", fetchBoth);
if (fields.position.value) fetchBoth();
