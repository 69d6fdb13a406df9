// The formats of the log, read and checked by the reader's own browser: C2SP tlog-proof, signed notes,
// checkpoints, cosignatures and policies; RFC 6962 for the tree; Ed25519 by WebCrypto, by the strict rule; ML-DSA-44 by
// a file of its own.
import { mldsaHolds } from "./mldsa.js";

export class Wrong extends Error {}

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const SMALL = new Set([
  "00".repeat(32), `${"00".repeat(31)}80`, `01${"00".repeat(31)}`, `01${"00".repeat(30)}80`,
  ...["ec", "ed", "ee"].flatMap((first) => ["7f", "ff"].map((last) => first + "ff".repeat(30) + last)),
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]);
export const KINDS = { 1: "Ed25519", 4: "Ed25519 cosignature", 6: "ML-DSA-44" };
const LENGTHS = { 1: 32, 4: 32, 6: 1312 };
const MOST = 2n ** 63n - 1n;
const encoder = new TextEncoder();

export const hex = (bytes) => Array.from(bytes, (it) => it.toString(16).padStart(2, "0")).join("");
export const same = (one, other) => hex(one) === hex(other);
export const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, it) => sum + it.length, 0));
  let at = 0;
  for (const it of parts) { all.set(it, at); at += it.length; }
  return all;
};
export const bytesOf = (text) => encoder.encode(text);
const big = (number) => { const it = new Uint8Array(8); new DataView(it.buffer).setBigUint64(0, BigInt(number)); return it; };
const little = (bytes) => BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export function unbase64(text, what, length) {
  let raw;
  try { raw = atob(text); } catch { throw new Wrong(`${what} is not base64`); }
  const bytes = Uint8Array.from(raw, (it) => it.charCodeAt(0));
  if (btoa(raw) !== text) throw new Wrong(`${what} is not in canonical base64`);
  if (length !== undefined && bytes.length !== length) throw new Wrong(`${what} has ${bytes.length} bytes, not ${length}`);
  return bytes;
}

export function readEntry(text) {
  const bare = text.replace(/\s+/g, "");
  if (!bare) throw new Wrong("there is no entry");
  if (/^([0-9a-fA-F]{2})+$/.test(bare)) return Uint8Array.from(bare.match(/../g), (it) => parseInt(it, 16));
  return unbase64(bare, "the entry");
}

function number(text, what) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) > MOST) throw new Wrong(`${what} is no decimal number`);
  return BigInt(text);
}

const nameIsWrong = (name) => !name || /[\s+\u0000-\u001f]/u.test(name);

export function readProof(text) {
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  const at = whole.indexOf("\n\n");
  if (at < 0) throw new Wrong("the receipt has no empty line before the head");
  const [first, ...lines] = whole.slice(0, at).split("\n");
  if (first !== "c2sp.org/tlog-proof@v1") throw new Wrong("the first line of a receipt is c2sp.org/tlog-proof@v1");
  if (lines[0]?.startsWith("extra ")) unbase64(lines.shift().slice(6), "what is extra");
  if (!lines[0]?.startsWith("index ")) throw new Wrong("the receipt does not say the index of the entry");
  const [index, ...path] = lines;
  if (path.length > 63) throw new Wrong("a path has at most 63 hashes");
  return {
    index: number(index.slice(6), "the index"),
    path: path.map((it) => unbase64(it, "a hash of the path", 32)),
    head: readHead(whole.slice(at + 2)),
  };
}

export function readHead(text) {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new Wrong("the head has control characters");
  const at = text.lastIndexOf("\n\n");
  if (at < 0 || !text.endsWith("\n")) throw new Wrong("no empty line and whole lines of signatures end the head");
  const signed = text.slice(0, at + 1), lines = text.slice(at + 2, -1).split("\n").map(readLine);
  const [origin, size, root, ...more] = signed.slice(0, -1).split("\n");
  if (!origin || root === undefined || more.some((it) => !it)) throw new Wrong("a head has three lines or more, and none is empty");
  return { text: signed, origin, size: number(size, "the size of the tree"), root: unbase64(root, "the root of the tree", 32), lines };
}

function readLine(line) {
  const space = line.indexOf(" ", 2);
  if (!line.startsWith("— ") || space < 0) throw new Wrong("a line of a signature is an em dash, a name and base64");
  const name = line.slice(2, space), content = unbase64(line.slice(space + 1), "a signature");
  if (nameIsWrong(name) || content.length <= 4) throw new Wrong("a line of a signature has no name or no signature");
  return { name, id: hex(content.slice(0, 4)), signature: content.slice(4) };
}

export async function readKey(text) {
  const [name, id, ...rest] = text.split("+");
  if (nameIsWrong(name) || !/^[0-9a-f]{8}$/.test(id ?? "")) throw new Wrong("a key is written name+8 hexadecimal digits+base64");
  const typed = unbase64(rest.join("+"), `the key of ${name}`), kind = typed[0], open = typed.slice(1);
  if (!(kind in KINDS)) return { name, id, kind, open };
  if (open.length !== LENGTHS[kind]) throw new Wrong(`the key of ${name} has ${open.length} bytes`);
  if (kind !== 6 && weak(open)) throw new Wrong(`the key of ${name} is weak: anyone can sign under it`);
  const own = hex((await sha256(joined(bytesOf(`${name}\n`), typed))).slice(0, 4));
  if (own !== id) throw new Wrong(`the key of ${name} has the id ${own}, not ${id}`);
  return { name, id, kind, open };
}

export async function readPolicy(text) {
  const found = { logs: [], witnesses: [], groups: [], quorums: [] }, names = new Set();
  for (const line of text.split("\n")) {
    const [kind, ...rest] = line.trim().split(/[ \t]+/);
    if (!kind || kind.startsWith("#")) continue;
    if (kind === "log" && rest.length >= 1 && rest.length <= 2) found.logs.push(await readKey(rest[0]));
    else if (kind === "witness" && rest.length >= 2 && rest.length <= 3) found.witnesses.push({ name: rest[0], key: await readKey(rest[1]) });
    else if (kind === "group" && rest.length >= 3) {
      const [name, many, ...members] = rest;
      const least = { any: 1, all: members.length }[many] ?? Number(number(many, "how many of a group must cosign"));
      if (least < 1 || least > members.length || members.some((it) => !names.has(it))) throw new Wrong(`the group ${name} names whoever stands above it, and asks for no more`);
      found.groups.push({ name, least, members });
    } else if (kind === "quorum" && rest.length === 1) found.quorums.push(rest[0]);
    else throw new Wrong(`“${line.trim().slice(0, 60)}” is no log, witness, group or quorum`);
    if (kind === "witness" || kind === "group") {
      if (names.has(rest[0]) || rest[0] === "none") throw new Wrong(`the name ${rest[0]} has a meaning already`);
      names.add(rest[0]);
    }
  }
  if (found.quorums.length !== 1) throw new Wrong("one line names the quorum: quorum NAME, or in so many words quorum none");
  const [quorum] = found.quorums;
  if (quorum !== "none" && !names.has(quorum)) throw new Wrong(`the quorum ${quorum} is no witness and no group of a line above`);
  return { ...found, quorum };
}

export const leafHash = (entry) => sha256(joined(Uint8Array.of(0), entry));
const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

// RFC 9162 §2.1.3.2: the root that a path leads to.
export async function rootOf(leaf, index, size, path) {
  if (index >= size) throw new Wrong(`a tree of ${size} has no leaf ${index}`);
  let at = index, last = size - 1n, found = leaf;
  for (const hash of path) {
    if (!last) throw new Wrong("the proof is longer than the path");
    if (at & 1n || at === last) {
      found = await nodeHash(hash, found);
      while (!(at & 1n) && at) { at >>= 1n; last >>= 1n; }
    } else found = await nodeHash(found, hash);
    at >>= 1n; last >>= 1n;
  }
  if (last) throw new Wrong("the proof is shorter than the path");
  return found;
}

const weak = (key) => SMALL.has(hex(key)) || (little(key) & (2n ** 255n - 1n)) >= PRIME;

export async function signatureHolds(key, signature, signed) {
  if (signature.length !== 64 || weak(key) || SMALL.has(hex(signature.slice(0, 32))) || little(signature.slice(32)) >= ORDER) return false;
  const public_ = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, public_, signature, signed);
}

// When a key signed a head: null where it signs without a time, undefined where the signature does not hold.
export async function signedAt(head, key, line) {
  if (key.kind === 1) return (await signatureHolds(key.open, line.signature, bytesOf(head.text))) ? null : undefined;
  if (line.signature.length < 8) return undefined;
  const time = new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0);
  const signature = line.signature.slice(8), signed = bytesOf(`cosignature/v1\ntime ${time}\n${head.text}`);
  if (time > MOST) return undefined;
  if (key.kind === 6) return mldsaHolds(key.open, signature, treeMessage(key.name, time, head)) ? time : undefined;
  return (await signatureHolds(key.open, signature, signed)) ? time : undefined;
}

// What ML-DSA-44 signs of a whole tree (C2SP tlog-cosignature).
function treeMessage(name, time, head) {
  const short = (text) => joined(Uint8Array.of(bytesOf(text).length), bytesOf(text));
  return joined(bytesOf("subtree/v1\n\0"), short(name), big(time), short(head.origin), new Uint8Array(8), big(head.size), head.root);
}

export const quorumIsMet = (policy, cosigned) => {
  const met = new Set(cosigned);
  for (const it of policy.groups) if (it.members.filter((one) => met.has(one)).length >= it.least) met.add(it.name);
  return policy.quorum === "none" || met.has(policy.quorum);
};
