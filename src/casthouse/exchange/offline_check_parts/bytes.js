/* Bytes and their texts: UTF-8, hexadecimal, base64 and base 58, each in its one spelling; digests; packed data.

   One value has one text. A spelling that stands for the same bytes as another one is refused, so that two readers
   never see two files where there is one, or one where there are two. */

"use strict";

/** What cannot be read: what was found, and what was expected. */
class Refused extends Error {
  constructor(found, expected) {
    super(`${found}; expected ${expected}`);
    this.found = found;
    this.expected = expected;
  }
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function utf8(text) {
  return new TextEncoder().encode(text);
}

/** The text that bytes are in UTF-8, or null. A mark of byte order is not passed over: it is a character. */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes as text of one character a byte, for searching; never shown. */
function latin1(bytes) {
  return new TextDecoder("latin1").decode(bytes);
}

/** A token without the blanks of JSON around it: other blanks, some readers take for none. */
function trimmed(bytes) {
  const isBlank = (byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
  const start = bytes.findIndex((byte) => !isBlank(byte));
  return start < 0 ? "" : latin1(bytes.subarray(start, bytes.findLastIndex((byte) => !isBlank(byte)) + 1));
}

function hex(bytes) {
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function areEqual(one, other) {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

function startsWith(bytes, text) {
  return bytes.length >= text.length && [...text].every((sign, index) => bytes[index] === sign.charCodeAt(0));
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

/** The bytes of standard base64 in its one spelling, or null. */
function fromBase64(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    return null;
  }
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

/** The bytes of base64url without padding in its one spelling, or null. */
function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) {
    return null;
  }
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(standard + "=".repeat((4 - (standard.length % 4)) % 4));
}

/** Bytes as multibase text in base 58: the letter z, then digits. */
function base58(bytes) {
  let number = bytes.length ? BigInt(`0x${hex(bytes)}`) : 0n;
  let digits = "";
  while (number) {
    digits = BASE58[Number(number % 58n)] + digits;
    number /= 58n;
  }
  const zeros = bytes.findIndex((each) => each !== 0);
  return `z${BASE58[0].repeat(zeros < 0 ? bytes.length : zeros)}${digits}`;
}

/** The bytes, `size` of them, that a multibase text in base 58 stands for. */
function fromBase58(text, size) {
  const refused = new Refused(
    `“${clipped(text, 60)}”`,
    `the letter z and ${size} bytes in base 58 (the alphabet of Bitcoin)`,
  );
  const digits = text.slice(1);
  if (text[0] !== "z" || digits.length > Math.floor((size * 7) / 5) + 1) {
    throw refused;
  }
  let number = 0n;
  for (const digit of digits) {
    const value = BASE58.indexOf(digit);
    if (value < 0) {
      throw refused;
    }
    number = number * 58n + BigInt(value);
  }
  const zeros = digits.length - digits.replace(/^1+/, "").length;
  const body = number ? number.toString(16) : "";
  const bytes = new Uint8Array([
    ...new Array(zeros).fill(0),
    ...(body.padStart(body.length + (body.length % 2), "0").match(/../g) ?? []).map((pair) => parseInt(pair, 16)),
  ]);
  if (bytes.length !== size) {
    throw refused;
  }
  return bytes;
}

/** What is packed, as "gzip", "deflate" or "deflate-raw"; null when it is more than `max` bytes or none of that kind.

    It is read in pieces and given up at the bound, so that a small file cannot fill the memory. What follows the end
    of what is packed is an error for every kind. */
async function unpacked(bytes, kind, max) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(kind)).getReader();
  const pieces = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return { bytes: joined(...pieces), isTooLarge: false };
      }
      pieces.push(value);
      size += value.length;
      if (size > max) {
        await reader.cancel().catch(() => undefined);
        return { bytes: null, isTooLarge: true };
      }
    }
  } catch {
    return { bytes: null, isTooLarge: false };
  }
}

/** The first characters of a text; a character beyond the first plane counts as one. */
function clipped(text, count) {
  return text.length <= count ? text : [...text].slice(0, count).join("");
}
