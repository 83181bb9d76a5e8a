/* What every credential has to be: the document rules of Verifiable Credentials 2.0, and the kinds of our statements. */

"use strict";

const CONTEXT = "https://www.w3.org/ns/credentials/v2";
const CREDENTIAL = "VerifiableCredential";
const TYPED = ["credentialStatus", "evidence", "termsOfUse", "refreshService", "credentialSchema"];

/** The kind of a credential by its types and the address of its schema; null where the two are not of one kind. */
function kindOf(types, schema) {
  const parts = typeof schema === "string" ? /^https?:\/\/[^\s?#]+\/schemas\/([a-z-]{1,40})\/([1-9][0-9]?)\.json$/.exec(schema) : null;
  const rule = parts && Object.hasOwn(KINDS, parts[1]) ? KINDS[parts[1]] : null;
  if (!rule || Number(parts[2]) > rule.version) {
    return null;
  }
  return canonical(types ?? null) === canonical([CREDENTIAL, rule.type]) ? { name: parts[1], version: Number(parts[2]) } : null;
}

function issuerDid(credential) {
  const found = isObject(credential.issuer) ? credential.issuer.id : credential.issuer;
  return typeof found === "string" ? found : "";
}

/** What breaks the rules of Verifiable Credentials 2.0, each with the member it is about. */
function credentialMistakes(credential) {
  const mistakes = [
    ...contextMistakes(credential["@context"]),
    ...typeMistakes(credential.type),
    ...issuerMistakes(credential.issuer),
    ...subjectMistakes(credential.credentialSubject),
    ...validityMistakes(credential),
  ];
  for (const name of ["name", "description"]) {
    if (name in credential && !isWorded(credential[name])) {
      mistakes.push(`${name}: neither a text nor language objects`);
    }
  }
  if ("id" in credential && !isUrl(credential.id)) {
    mistakes.push("id: not one URL");
  }
  for (const name of TYPED) {
    if (name in credential) {
      mistakes.push(...listed(credential[name]).flatMap((entry) => typedMistakes(name, entry)));
    }
  }
  return [...mistakes, ...resourceMistakes(credential.relatedResource)];
}

function isUrl(value) {
  return typeof value === "string" && /^(https:\/\/|http:\/\/|urn:|did:)/.test(value) && !/[\s\u001c-\u001f\u0085<>"\\^`{|}]/u.test(value);
}

function contextMistakes(context) {
  if (!Array.isArray(context) || context[0] !== CONTEXT) {
    return [`@context: its first item is not ${CONTEXT}`];
  }
  return context.every((each) => isObject(each) || isUrl(each)) ? [] : ["@context: an item is neither a URL nor an object"];
}

function typeMistakes(types) {
  const names = listed(types);
  if (!names.every((each) => typeof each === "string" && each)) {
    return ["type: not a text or a list of texts"];
  }
  return names.includes(CREDENTIAL) || names.includes("VerifiablePresentation") ? [] : [`type: does not include ${CREDENTIAL}`];
}

function issuerMistakes(issuer) {
  return isUrl(isObject(issuer) ? issuer.id : issuer) ? [] : ["issuer: neither a URL nor an object with a URL as id"];
}

function subjectMistakes(subject) {
  const subjects = listed(subject);
  if (!subjects.length || !subjects.every((each) => isObject(each) && Object.keys(each).length)) {
    return ["credentialSubject: not an object with members, or a list of such"];
  }
  return subjects.every((each) => !("id" in each) || isUrl(each.id)) ? [] : ["credentialSubject.id: not one URL"];
}

function validityMistakes(credential) {
  const instants = {};
  for (const name of ["validFrom", "validUntil"]) {
    if (name in credential) {
      try {
        instants[name] = instantOf(credential[name], name);
      } catch (error) {
        return [`${name}: ${requireRefused(error).found}, expected ${error.expected}`];
      }
    }
  }
  return instants.validUntil < instants.validFrom ? ["validUntil: before validFrom"] : [];
}

function typedMistakes(name, entry) {
  if (!isObject(entry) || !entry.type) {
    return [`${name}: an entry has no type`];
  }
  if ("id" in entry && !isUrl(entry.id)) {
    return [`${name}.id: not one URL`];
  }
  return name === "credentialSchema" && !("id" in entry) ? [`${name}: an entry has no id`] : [];
}

function isWorded(value) {
  const entries = listed(value);
  const names = ["@value", "@language", "@direction"];
  return (
    typeof value === "string" ||
    (entries.length > 0 &&
      entries.every(
        (each) => isObject(each) && typeof each["@value"] === "string" && Object.keys(each).every((name) => names.includes(name)),
      ))
  );
}

function resourceMistakes(resources) {
  if (resources === undefined || resources === null) {
    return [];
  }
  const entries = listed(resources);
  if (!entries.every((each) => isObject(each) && isUrl(each.id) && (each.digestSRI || each.digestMultibase))) {
    return ["relatedResource: an entry without id or digest"];
  }
  return new Set(entries.map((each) => each.id)).size < entries.length ? ["relatedResource: an id stands twice"] : [];
}

/** Pass a refusal on to be worded; anything else is a mistake of this page and must not look like an answer. */
function requireRefused(error) {
  if (!(error instanceof Refused)) {
    throw error;
  }
  return error;
}
