// ML-DSA-44 (FIPS 204): whether a signature holds. Browsers do not lend it yet, and the log signs with it.
// Verifying has no secrets, so nothing here needs to take the same time for every input.
const Q = 8380417, N = 256, K = 4, L = 4, D = 13, TAU = 39, OMEGA = 80, GAMMA1 = 1 << 17, GAMMA2 = (Q - 1) / 88, BETA = 78;
const C_BYTES = 32, Z_BYTES = 576, T_BYTES = 320, SIGNATURE_BYTES = C_BYTES + L * Z_BYTES + OMEGA + K, KEY_BYTES = 32 + K * T_BYTES;
const MASK = (1n << 64n) - 1n;
const ROUNDS = [
  0x1n, 0x8082n, 0x800000000000808an, 0x8000000080008000n, 0x808bn, 0x80000001n, 0x8000000080008081n, 0x8000000000008009n,
  0x8an, 0x88n, 0x80008009n, 0x8000000an, 0x8000808bn, 0x800000000000008bn, 0x8000000000008089n, 0x8000000000008003n,
  0x8000000000008002n, 0x8000000000000080n, 0x800an, 0x800000008000000an, 0x8000000080008081n, 0x8000000000008080n, 0x80000001n, 0x8000000080008008n,
];
const turned = (lane, by) => (by ? ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK : lane);

// Keccak-f[1600] (FIPS 202 §3.3) on 25 lanes.
function permuted(lanes) {
  for (const constant of ROUNDS) {
    const sums = [0, 1, 2, 3, 4].map((x) => lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]);
    for (let x = 0; x < 5; x += 1) {
      const by = sums[(x + 4) % 5] ^ turned(sums[(x + 1) % 5], 1);
      for (let y = 0; y < 25; y += 5) lanes[x + y] ^= by;
    }
    let x = 1, y = 0, held = lanes[1];
    for (let step = 0; step < 24; step += 1) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const next = lanes[x + 5 * y];
      lanes[x + 5 * y] = turned(held, (((step + 1) * (step + 2)) / 2) % 64);
      held = next;
    }
    for (let row = 0; row < 25; row += 5) {
      const old = lanes.slice(row, row + 5);
      for (let column = 0; column < 5; column += 1) lanes[row + column] = old[column] ^ (~old[(column + 1) % 5] & MASK & old[(column + 2) % 5]);
    }
    lanes[0] ^= constant;
  }
}

// SHAKE (FIPS 202 §6.2): bytes one after the other, without an end.
export function* shake(rate, ...parts) {
  const lanes = new Array(25).fill(0n);
  const message = parts.flatMap((it) => Array.from(it));
  message.push(0x1f);
  while (message.length % rate) message.push(0);
  message[message.length - 1] |= 0x80;
  for (let block = 0; block < message.length; block += rate) {
    for (let at = 0; at < rate; at += 1) lanes[at >> 3] ^= BigInt(message[block + at]) << BigInt(8 * (at & 7));
    permuted(lanes);
  }
  for (;;) {
    for (let at = 0; at < rate; at += 1) yield Number((lanes[at >> 3] >> BigInt(8 * (at & 7))) & 255n);
    permuted(lanes);
  }
}
const SHAKE128 = 168, SHAKE256 = 136;
const taken = (stream, count) => Uint8Array.from({ length: count }, () => stream.next().value);
const digest = (count, ...parts) => taken(shake(SHAKE256, ...parts), count);

const power = (base, by) => { let found = 1, left = by, at = base; while (left) { if (left & 1) found = (found * at) % Q; at = (at * at) % Q; left >>= 1; } return found; };
const reversed = (number) => { let found = 0; for (let bit = 0; bit < 8; bit += 1) found |= ((number >> bit) & 1) << (7 - bit); return found; };
const ZETAS = Array.from({ length: N }, (_, it) => power(1753, reversed(it)));
const modulo = (number) => { const rest = number % Q; return rest < 0 ? rest + Q : rest; };

function transformed(poly) {
  const w = poly.map(modulo);
  for (let step = 128, zeta = 0; step >= 1; step >>= 1)
    for (let start = 0; start < N; start += 2 * step) {
      zeta += 1;
      for (let at = start; at < start + step; at += 1) {
        const turn = (ZETAS[zeta] * w[at + step]) % Q;
        w[at + step] = modulo(w[at] - turn);
        w[at] = (w[at] + turn) % Q;
      }
    }
  return w;
}

function transformedBack(poly) {
  const w = poly.slice();
  for (let step = 1, zeta = N; step < N; step <<= 1)
    for (let start = 0; start < N; start += 2 * step) {
      zeta -= 1;
      for (let at = start; at < start + step; at += 1) {
        const before = w[at];
        w[at] = (before + w[at + step]) % Q;
        w[at + step] = modulo(-ZETAS[zeta] * modulo(before - w[at + step]));
      }
    }
  return w.map((it) => (it * 8347681) % Q);
}

// Numbers of so many bits each, the least bit first (Algorithm 18 of FIPS 204).
function unpacked(bytes, bits) {
  const found = [];
  let held = 0, count = 0;
  for (const byte of bytes) {
    held += byte * 2 ** count;
    for (count += 8; count >= bits; count -= bits) { found.push(held % 2 ** bits); held = Math.floor(held / 2 ** bits); }
  }
  return found;
}

function expanded(rho, row, column) {
  const stream = shake(SHAKE128, rho, [column, row]), found = [];
  while (found.length < N) {
    const [low, middle, high] = taken(stream, 3), number = low + 256 * middle + 65536 * (high & 127);
    if (number < Q) found.push(number);
  }
  return found;
}

function ball(seed) {
  const stream = shake(SHAKE256, seed), signs = taken(stream, 8), found = new Array(N).fill(0);
  for (let at = N - TAU; at < N; at += 1) {
    let place = stream.next().value;
    while (place > at) place = stream.next().value;
    const bit = at + TAU - N;
    found[at] = found[place];
    found[place] = (signs[bit >> 3] >> (bit & 7)) & 1 ? -1 : 1;
  }
  return found;
}

function hints(bytes) {
  const found = Array.from({ length: K }, () => new Array(N).fill(0));
  let at = 0;
  for (let row = 0; row < K; row += 1) {
    const end = bytes[OMEGA + row], first = at;
    if (end < at || end > OMEGA) return undefined;
    for (; at < end; at += 1) {
      if (at > first && bytes[at - 1] >= bytes[at]) return undefined;
      found[row][bytes[at]] = 1;
    }
  }
  return bytes.slice(at, OMEGA).some((it) => it) ? undefined : found;
}

function highBits(number, hint) {
  let low = number % (2 * GAMMA2);
  if (low > GAMMA2) low -= 2 * GAMMA2;
  let high = (number - low) / (2 * GAMMA2);
  if (number - low === Q - 1) { high = 0; low -= 1; }
  return hint ? (high + (low > 0 ? 1 : 43)) % 44 : high;
}

function packed(numbers) {
  const found = [];
  for (let at = 0; at < numbers.length; at += 4) {
    const [a, b, c, d] = numbers.slice(at, at + 4);
    found.push((a | (b << 6)) & 255, ((b >> 2) | (c << 4)) & 255, (c >> 4) | (d << 2));
  }
  return found;
}

// Algorithm 8 of FIPS 204 with an empty context (Algorithm 3).
export function mldsaHolds(key, signature, message) {
  if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const rho = key.slice(0, 32), seed = signature.slice(0, C_BYTES), hint = hints(signature.slice(-OMEGA - K));
  const z = Array.from({ length: L }, (_, it) => unpacked(signature.slice(C_BYTES + it * Z_BYTES, C_BYTES + (it + 1) * Z_BYTES), 18).map((one) => GAMMA1 - one));
  if (!hint || z.some((poly) => poly.some((it) => Math.abs(it) >= GAMMA1 - BETA))) return false;
  const mu = digest(64, digest(64, key), [0, 0], message), c = transformed(ball(seed)), moved = z.map(transformed);
  const high = hint.map((row, at) => {
    const t = transformed(unpacked(key.slice(32 + at * T_BYTES, 32 + (at + 1) * T_BYTES), 10).map((it) => it * 2 ** D));
    const sum = t.map((it, place) => modulo(-c[place] * it));
    for (let column = 0; column < L; column += 1) {
      const a = expanded(rho, at, column);
      for (let place = 0; place < N; place += 1) sum[place] = (sum[place] + a[place] * moved[column][place]) % Q;
    }
    return packed(transformedBack(sum).map((it, place) => highBits(it, row[place])));
  });
  return digest(C_BYTES, mu, high.flat()).every((it, at) => it === seed[at]);
}
