/* Passports from which their holder may leave parts out: SD-JWT VC, dc+sd-jwt (RFC 9901).

   In place of what may be hidden stands a digest, in _sd; an opening beside the token (the RFC calls it a Disclosure) shows
   a member: salt, name and value. Whatever decides whether the statement is believed stands in what was signed: an opening
   of such a member is refused, as is one that fits nowhere, twice, or over another member. */

"use strict";

const HIDEABLE_MAX = 2 * 1024 * 1024;
const OPENING_MAX = 64 * 1024;
const OPENINGS_MAX = 20_000;
const VCT = "urn:casthouse:vct:delivery-passport:1";
const VCT_TYPE = "DeliveryPassport";
const HIDEABLE_CLAIMS = ["_sd_alg", "iat", "iss", "vct"];
const HIDEABLE_HEADER = ["alg", "kid", "typ"];

function isHideable(bytes) {
  return startsWith(bytes, "ey") && bytes.includes("~".charCodeAt(0));
}

/** The credential of a token with openings, as far as it is shown, apart from its signature. */
async function readHideable(bytes) {
  const text = bytes.length > HIDEABLE_MAX ? "" : trimmed(bytes);
  const parts = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})~((?:[A-Za-z0-9_-]+~)*)$/.exec(text);
  if (!parts) {
    const what = text.endsWith("~") ? "no token with openings" : "a token of a holder's key, or cut off";
    throw new Refused(what, "three parts in base64url and openings, each ended by ~");
  }
  const header = readObject(octets(parts[1]), { max: 4096, isWhole: true });
  const payload = readObject(octets(parts[2]), { max: HIDEABLE_MAX, wholeName: "iat" });
  requireHideableHeader(header);
  requireHideableClaims(payload);
  const credential = await opened(payload, parts[4].split("~").slice(0, -1));
  requireInClear(payload, credential);
  const created = issuedAt({ iat: Number.isInteger(payload.iat) ? payload.iat : worded(payload.iat) });
  HIDEABLE_CLAIMS.forEach((name) => delete credential[name]);
  return {
    credential,
    created,
    method: requireMethod(header.kid),
    message: utf8(`${parts[1]}.${parts[2]}`),
    signature: octets(parts[3]),
    isHideable: true,
  };
}

function requireHideableHeader(header) {
  if (!ALGORITHMS.includes(header.alg)) {
    throw new Refused(`alg ${worded(header.alg, 40)}`, ALGORITHMS.join(" or "));
  }
  if (header.typ !== "dc+sd-jwt") {
    throw new Refused(`typ ${worded(header.typ, 40)}`, "dc+sd-jwt");
  }
  const unknown = Object.keys(header).filter((name) => !HIDEABLE_HEADER.includes(name)).sort();
  if (unknown.length) {
    throw new Refused(`header member ${clipped(unknown[0], 40)}`, HIDEABLE_HEADER.join(", "));
  }
}

function requireHideableClaims(payload) {
  requirePlain(payload);
  if (payload.vct !== VCT || canonical(payload.type ?? null) !== canonical([CREDENTIAL, VCT_TYPE])) {
    throw new Refused(`vct ${worded(payload.vct, 60)}`, `${VCT} and the type of such a passport`);
  }
  const did = isObject(payload.issuer) ? payload.issuer.id : null;
  if (canonical(payload.iss ?? null) !== canonical(did ?? null)) {
    throw new Refused(`iss ${worded(payload.iss, 120)}`, "the issuer of the statement");
  }
}

/** Beside what it states, of a statement only its address may hide. */
function requireInClear(payload, found) {
  const names = new Set([...Object.keys(payload), ...Object.keys(found)]);
  ["_sd", "_sd_alg", "credentialSubject", "id"].forEach((name) => names.delete(name));
  for (const name of [...names].sort()) {
    if (!(name in payload) || !(name in found) || canonical(payload[name]) !== canonical(found[name])) {
      throw new Refused(`a hidden ${clipped(name, 40)}`, "it in what was signed, for all to see");
    }
  }
}

/** An object with what is opened put in its place, and without the digests of what is not. */
async function opened(payload, openings) {
  if ("_sd_alg" in payload && payload._sd_alg !== "sha-256") {
    throw new Refused(`_sd_alg ${worded(payload._sd_alg, 40)}`, "sha-256");
  }
  if (openings.length > OPENINGS_MAX) {
    throw new Refused(`${openings.length} openings`, `at most ${OPENINGS_MAX}`);
  }
  const hand = new Hand();
  for (const text of openings) {
    const digest = toBase64url(await sha256(utf8(text)));
    if (hand.left.has(digest)) {
      throw new Refused("an opening twice", "each once");
    }
    hand.left.set(digest, readOpening(text));
  }
  const found = hand.members(without(payload, "_sd_alg"), 1);
  if (hand.left.size) {
    throw new Refused(`${hand.left.size} openings of nothing`, "a digest for each of them");
  }
  return found;
}

function readOpening(text) {
  const content = readJson(octets(text), { max: OPENING_MAX });
  if (!Array.isArray(content) || ![2, 3].includes(content.length) || typeof content[0] !== "string") {
    throw new Refused(`an opening of ${worded(content, 40)}`, "a list of salt, name and value");
  }
  return content;
}

function toBase64url(bytes) {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The openings that came, each to be used once, and the digests that were met. */
class Hand {
  constructor() {
    this.left = new Map();
    this.met = new Set();
  }

  value(value, level) {
    if (level > JSON_DEPTH_MAX) {
      throw new Refused(`more than ${JSON_DEPTH_MAX} levels`, "a shallow JSON value");
    }
    if (Array.isArray(value)) {
      return value.map((each) => this.value(each, level + 1));
    }
    return isObject(value) ? this.members(value, level) : value;
  }

  members(members, level) {
    if ("..." in members) {
      throw new Refused("a hidden item: ...", "hidden members alone");
    }
    const found = Object.create(null);
    for (const [name, each] of Object.entries(without(members, "_sd"))) {
      found[name] = this.value(each, level + 1);
    }
    for (const digest of listedDigests("_sd" in members ? members._sd : [])) {
      const content = this.taken(digest);
      if (content === null) {
        continue;
      }
      const name = memberName(content);
      if (name in found) {
        throw new Refused(`an opening of ${clipped(name, 40)}, which stands there`, "one of each");
      }
      found[name] = this.value(content[2], level + 1);
    }
    return found;
  }

  /** What the opening of a digest says, once; null where it did not come, or where there is none. */
  taken(digest) {
    if (this.met.has(digest)) {
      throw new Refused(`the digest ${clipped(digest, 43)} twice`, "each once");
    }
    this.met.add(digest);
    const content = this.left.get(digest) ?? null;
    this.left.delete(digest);
    return content;
  }
}

function listedDigests(digests) {
  if (!Array.isArray(digests) || !digests.every((each) => typeof each === "string")) {
    throw new Refused(`digests ${worded(digests, 40)}`, "texts");
  }
  return digests;
}

function memberName(content) {
  const name = content.length === 3 ? content[1] : null;
  if (typeof name !== "string" || name === "_sd" || name === "...") {
    throw new Refused(`an opening of ${worded(name, 40)}`, "the name of a member");
  }
  return name;
}

/** The places of which something is not shown, or not stated where only the holder can tell. */
function notShown({ signed, credential }) {
  if (!signed.isHideable) {
    return [];
  }
  return HIDING_PLACES.filter(({ path, name }) => objectsAt(credential, path).some((members) => !(name in members)));
}

function objectsAt(value, [step, ...rest]) {
  if (step === undefined) {
    return isObject(value) ? [value] : [];
  }
  if (step === "*") {
    return Array.isArray(value) ? value.flatMap((each) => objectsAt(each, rest)) : [];
  }
  return isObject(value) ? objectsAt(value[step], rest) : [];
}

/** Whether something is not shown that every passport states and that goes with a part alone. */
function hidesPart(statement, part) {
  return notShown(statement).some((place) => place.is_stated && place.parts.length === 1 && place.parts[0] === part);
}
