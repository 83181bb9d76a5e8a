/* Public keys: Ed25519 (RFC 8032), as a Multikey or as did:key.

   A key that is no point of the curve, that is written in a form with a twin, or whose point has a small order is refused:
   with such a key one signature fits many messages. The signature itself is checked by the browser (WebCrypto). */

"use strict";

const DID_KEY = "did:key:";
const SIGNATURE_BYTES = 64;
const PRIME = 2n ** 255n - 19n;

/** The y of the points whose order divides 8. */
const SMALL_ORDER_Y = [
  0n,
  1n,
  PRIME - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
];

const wellKnown = new Map();

/** The 32 bytes of a Multikey; each is judged once, since many statements ask for the same few keys. */
function keyOfMultikey(text) {
  if (!wellKnown.has(text)) {
    const bytes = fromBase58(text, 34);
    if (bytes[0] !== 0xed || bytes[1] !== 0x01) {
      refuseKey(clipped(text, 60));
    }
    wellKnown.set(text, requireKey(bytes.slice(2)));
  }
  return wellKnown.get(text);
}

/** The 32 bytes of a did:key, with or without the fragment that names the same key again. */
function keyOfDid(did) {
  const [whole, ...fragments] = did.split("#");
  const multikey = whole.slice(DID_KEY.length);
  if (!whole.startsWith(DID_KEY) || fragments.length > 1 || (fragments.length === 1 && fragments[0] !== multikey)) {
    throw new Refused(
      `“${clipped(did, 120)}”`,
      "did:key: and a Multikey of Ed25519, after which at most # and the same Multikey follow",
    );
  }
  return keyOfMultikey(multikey);
}

function multikeyOf(key) {
  return base58(joined(Uint8Array.of(0xed, 0x01), key));
}

/** Let 32 bytes pass that are a point of the curve of large order, in its one encoding. */
function requireKey(bytes) {
  const y = BigInt(`0x${hex(bytes.slice().reverse())}`) & ((1n << 255n) - 1n);
  if (bytes.length !== 32 || y >= PRIME || SMALL_ORDER_Y.includes(y) || !isOnTheCurve(y)) {
    refuseKey(hex(bytes));
  }
  return bytes;
}

/** Whether a point has this y: x² = (y² − 1) / (d·y² + 1) must be a square. */
function isOnTheCurve(y) {
  const d = modulo(-121665n * power(121666n, PRIME - 2n));
  const square = modulo((y * y - 1n) * power(modulo(d * y * y + 1n), PRIME - 2n));
  return power(square, (PRIME - 1n) / 2n) === 1n;
}

function modulo(number) {
  return ((number % PRIME) + PRIME) % PRIME;
}

function power(number, exponent) {
  let result = 1n;
  for (let square = modulo(number), rest = exponent; rest; rest >>= 1n, square = (square * square) % PRIME) {
    if (rest & 1n) {
      result = (result * square) % PRIME;
    }
  }
  return result;
}

function refuseKey(found) {
  throw new Refused(
    found,
    "a public key of Ed25519: 32 bytes, a point of the curve of large order in its one encoding",
  );
}

/** Whether a browser can check signatures of Ed25519 at all; an old one cannot. */
async function canCheckSignatures() {
  try {
    const key = keyOfMultikey("z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd");
    await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

/** Whether a signature is a key's over exactly this message. */
async function verifies(key, signature, message) {
  if (signature.length !== SIGNATURE_BYTES) {
    return false;
  }
  const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}
