// An entry of the log: COSE_Sign1 in its one encoding (RFC 9052), read to show who signed what.
import { Wrong, bytesOf, joined, signatureHolds } from "./tlog.js";

const TYPES = { 0: "number", 1: "negative", 2: "bytes", 3: "text", 5: "map" };

class Reading {
  constructor(raw) { this.raw = raw; this.at = 0; }

  take(count) {
    if (this.at + count > this.raw.length) throw new Wrong("the entry ends too early");
    this.at += count;
    return this.raw.slice(this.at - count, this.at);
  }

  expect(bytes) { for (const it of bytes) if (this.take(1)[0] !== it) throw new Wrong("the entry is no signed statement (COSE_Sign1)"); }

  head(type) {
    const [first] = this.take(1), less = first & 31;
    if (TYPES[first >> 5] !== type) throw new Wrong(`the entry has no ${type} where one must stand`);
    if (less < 24) return less;
    const wide = { 24: 1, 25: 2, 26: 4, 27: 8 }[less];
    if (!wide) throw new Wrong("the entry has a length that is none");
    return this.take(wide).reduce((sum, it) => sum * 256 + it, 0);
  }

  bytes() { return this.take(this.head("bytes")); }

  text() { return new TextDecoder("utf-8", { fatal: true }).decode(this.take(this.head("text"))); }

  value() {
    const type = TYPES[this.raw[this.at] >> 5];
    if (type === "bytes") return this.bytes();
    if (type === "text") return this.text();
    if (type === "negative") return -1 - this.head(type);
    if (type === "number") return this.head(type);
    return this.map();
  }

  map() {
    const found = new Map(), count = this.head("map");
    for (let it = 0; it < count; it += 1) { const key = this.value(); found.set(key, this.value()); }
    return found;
  }
}

const bstr = (bytes) => {
  const long = bytes.length;
  const head = long < 24 ? [0x40 + long] : long < 256 ? [0x58, long] : [0x59, long >> 8, long & 255];
  return joined(Uint8Array.from(head), bytes);
};

export async function opened(raw) {
  const reading = new Reading(raw);
  reading.expect([0xd2, 0x84]);
  const header = reading.bytes();
  reading.expect([0xa0]);
  const payload = reading.bytes(), signature = reading.bytes();
  if (reading.at !== raw.length) throw new Wrong("something follows the entry");
  const inner = new Reading(header), found = inner.map();
  if (inner.at !== header.length) throw new Wrong("something follows the header of the entry");
  const key = found.get(4), claims = found.get(15);
  if (found.get(1) !== -8 || !(key instanceof Uint8Array) || key.length !== 32 || !(claims instanceof Map)) throw new Wrong("the entry does not name an Ed25519 key and its claims");
  const signed = joined(Uint8Array.of(0x84, 0x6a), bytesOf("Signature1"), bstr(header), Uint8Array.of(0x40), bstr(payload));
  return {
    key,
    issuer: claims.get(1),
    sequence: found.get(-65537),
    sealed: found.get(259),
    payload,
    holds: await signatureHolds(key, signature, signed),
  };
}
