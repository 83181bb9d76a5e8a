/* Status lists: one bit a statement, so that whoever checks one tells nobody which (Bitstring Status List 1.0).

   Entry 0 is the left-most bit of the first byte. A list is believed for the statements of its own issuer only. */

"use strict";

const ENTRIES_MIN = 131_072;
const ENTRIES_MAX = 8 * 1024 * 1024;
const BASE64URL = "“u” and base64url without padding";

/** The bytes of a list, never more than the bound however small they are packed. */
async function listBits(text) {
  const packed = text.startsWith("u") ? fromBase64url(text.slice(1)) : null;
  if (packed === null) {
    throw new Refused(`STATUS_VERIFICATION_ERROR: encodedList ${worded(clipped(text, 20))}`, BASE64URL);
  }
  const { bytes, isTooLarge } = await unpacked(packed, "gzip", ENTRIES_MAX / 8);
  if (isTooLarge) {
    throw new Refused(`STATUS_LIST_LENGTH_ERROR: more than ${ENTRIES_MAX} entries`, `at most ${ENTRIES_MAX}`);
  }
  if (bytes === null) {
    throw new Refused("STATUS_VERIFICATION_ERROR: a truncated or prolonged gzip", "one whole gzip stream");
  }
  if (bytes.length * 8 < ENTRIES_MIN) {
    throw new Refused(`STATUS_LIST_LENGTH_ERROR: ${bytes.length * 8} entries`, `at least ${ENTRIES_MIN}`);
  }
  return bytes;
}

function isSet(bits, index) {
  if (index >= bits.length * 8) {
    throw new Refused(`RANGE_ERROR: entry ${index}`, `0 to ${bits.length * 8 - 1}`);
  }
  return ((bits[Math.floor(index / 8)] >> (7 - (index % 8))) & 1) === 1;
}

/** The list of an address that its issuer signed, or in words why there is none to be believed. */
async function listAt(bundle, url) {
  const secured = bundle.lists.get(url);
  if (!secured) {
    return `STATUS_RETRIEVAL_ERROR: the trust bundle has no list ${url}`;
  }
  try {
    return await readList(secured, bundle);
  } catch (error) {
    const words = `${requireRefused(error).found}, expected ${error.expected}`;
    // What is wrong with the list itself says its fault already.
    return words.startsWith("STATUS_") ? words : `STATUS_VERIFICATION_ERROR: ${words}`;
  }
}

async function readList(secured, bundle) {
  const signed = await readProof(secured);
  const { credential } = signed;
  const subject = credential.credentialSubject;
  const mistakes = credentialMistakes(credential);
  const types = canonical([CREDENTIAL, "BitstringStatusListCredential"]);
  if (mistakes.length || canonical(credential.type ?? null) !== types || !isObject(subject)) {
    throw new Refused(mistakes.join("; ") || "another type of credential", "a BitstringStatusListCredential");
  }
  const fault = await keyFault(signed, bundle);
  if (fault) {
    throw new Refused(fault, "a list signed by its issuer");
  }
  const { statusPurpose: purpose, encodedList: text } = subject;
  if (subject.type !== "BitstringStatusList" || typeof purpose !== "string" || typeof text !== "string") {
    throw new Refused("no bits", "a BitstringStatusList with its purpose");
  }
  return {
    issuer: issuerDid(credential),
    purpose,
    bits: await listBits(text),
    since: instantOf(credential.validFrom, "validFrom"),
    until: instantOf(credential.validUntil, "validUntil"),
  };
}
