/* What is believed before a file is looked at: whose keys are whose and how long they lived, status lists, certificates.

   The trust bundle has to come from somebody whom you trust. What lies in it is signed where it can be, and is believed
   only where that signature is right. */

"use strict";

const BUNDLE_FORMAT = "casthouse-trust-bundle/1";
const BUNDLE_MAX = 64 * 1024 * 1024;
const BUNDLE_NODES_MAX = 3_200_000;
const OWNER_KINDS = ["organisation", "audit_firm", "secretariat", "log"];
const END_KINDS = ["superseded", "lost", "ceased", "compromised"];

function emptyBundle(at) {
  return { madeAt: at, installation: "", issuers: new Map(), lists: new Map(), certificates: [], log: null };
}

function readBundle(bytes) {
  const members = readObject(bytes, { max: BUNDLE_MAX, nodes: BUNDLE_NODES_MAX });
  if (members.format !== BUNDLE_FORMAT) {
    throw new Refused(`format ${worded(members.format, 60)}`, BUNDLE_FORMAT);
  }
  const issuers = listIn(members, "issuers").map((each) => readIssuer(requireObject(each)));
  const found = new Map(issuers.map((issuer) => [issuer.did, issuer]));
  const lists = new Map(listIn(members, "status_lists").map((each) => [textIn(requireObject(each), "id"), each]));
  if (found.size < issuers.length || lists.size < members.status_lists.length) {
    throw new Refused("an issuer or a status list twice", "each once: of two lists one would hide the other");
  }
  return {
    madeAt: instantOf(members.made_at, "made_at"),
    installation: textIn(members, "installation"),
    issuers: found,
    lists,
    certificates: listIn(members, "certificates").map(requireObject),
    log: "log" in members ? readLog(requireObject(members.log)) : null,
  };
}

function readIssuer(members) {
  const kind = oneOf(members, "kind", OWNER_KINDS);
  return {
    did: textIn(members, "did"),
    kind,
    code: textIn(members, "code"),
    names: textsIn(members, "names"),
    keys: listIn(members, "keys").map((each) => readKey(requireObject(each))),
  };
}

function readKey(members) {
  const multikey = textIn(members, "multikey");
  return {
    multikey,
    key: keyOfMultikey(multikey),
    startsAt: instantOf(members.starts_at, "starts_at"),
    endsAt: instantOf(members.ends_at, "ends_at"),
    ends: listIn(members, "ends").map((each) => ({
      kind: oneOf(requireObject(each), "kind", END_KINDS),
      since: instantOf(each.since, "since"),
      at: instantOf(each.at, "at"),
    })),
  };
}

function readLog(members) {
  return {
    vkey: textIn(members, "vkey"),
    checkpoint: textIn(members, "checkpoint"),
    witnesses: textsIn(members, "witnesses"),
    earlier: (members.earlier === undefined ? [] : listIn(members, "earlier")).map((each) => readEarlier(requireObject(each))),
  };
}

function readEarlier(members) {
  const until = textIn(members, "until");
  if (!/^(0|[1-9][0-9]{0,18})$/.test(until)) {
    throw new Refused(`until ${worded(until, 40)}`, "the size of a log as text");
  }
  return { vkey: textIn(members, "vkey"), until: BigInt(until) };
}

function requireObject(value) {
  if (!isObject(value)) {
    throw new Refused(worded(value, 40), "an object");
  }
  return value;
}

function listIn(members, name) {
  if (!Array.isArray(members[name])) {
    throw new Refused(`${name} ${worded(members[name], 40)}`, `${name} as a list`);
  }
  return members[name];
}

function textIn(members, name) {
  if (typeof members[name] !== "string") {
    throw new Refused(`${name} ${worded(members[name], 40)}`, `${name} as text`);
  }
  return members[name];
}

function textsIn(members, name) {
  if (!listIn(members, name).every((each) => typeof each === "string")) {
    throw new Refused(`${name} with what is no text`, `${name} as texts`);
  }
  return members[name];
}

function oneOf(members, name, words) {
  if (!words.includes(textIn(members, name))) {
    throw new Refused(`${name} ${worded(members[name], 40)}`, words.join(", "));
  }
  return members[name];
}

/** The key of an issuer that a verification method names, or null. */
function keyNamed(issuer, method) {
  return issuer?.keys.find((each) => `${issuer.did}#${each.multikey}` === method) ?? null;
}

const earliest = (instants) => instants.reduce((one, other) => (one < other ? one : other));

/** Since when others may have a key, or null; where they may, nothing that it signed is believed by its own word. */
function stolenSince(key) {
  const since = key.ends.filter((each) => each.kind === "compromised").map((each) => each.since);
  return since.length ? earliest(since) : null;
}

/** What a signature is worth for the life of its key: good, not_yet, ended, compromised, or compromised_later. */
function trustOf(key, signedAt) {
  const stolen = stolenSince(key);
  if (stolen !== null && stolen <= signedAt) {
    return "compromised";
  }
  if (signedAt < key.startsAt) {
    return "not_yet";
  }
  if (signedAt >= earliest([key.endsAt, ...key.ends.map((each) => each.since)])) {
    return "ended";
  }
  return stolen === null ? "good" : "compromised_later";
}

/** In words why a signature inside a bundle is not to be believed; blank where it is. */
async function keyFault(signed, bundle) {
  const did = issuerDid(signed.credential);
  const issuer = bundle.issuers.get(did);
  if (!issuer || controllerOf(signed) !== issuer.did) {
    return `signed with ${clipped(signed.method, 120)}, no key of its issuer ${clipped(did, 120)}`;
  }
  const key = keyNamed(issuer, signed.method);
  if (!key || !(await verifies(key.key, signed.signature, signed.message))) {
    return "its signature is not of the key that it names";
  }
  if (signed.created === null || trustOf(key, signed.created) !== "good") {
    return "its key was not its issuer's to sign with";
  }
  return "";
}
