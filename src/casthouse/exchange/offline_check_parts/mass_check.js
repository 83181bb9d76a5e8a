/* Check 10: masses that can be, agree with each other, and lie within what the thing was made of. */

"use strict";

const QUANTITY_MAX_G = 10n ** 15n;

const SAME_MASS = "the same mass in grams and in tonnes";

const MASS_CHECKS = { "coc-document": documentMasses, "delivery-passport": passportMasses };

/** What a passport says as the CoC Document of the delivery does. */
const OF_ITS_DOCUMENT = ["document_sha256", "reference", "shipment_date", "material", "coc_mass_g", "total_mass_g"];

function checkMass(statement) {
  const { kind } = statement;
  if (hidesPart(statement, "masses")) {
    return [null, "not possible: hidden by the holder: masses"];
  }
  if (!kind || !Object.hasOwn(MASS_CHECKS, kind)) {
    return [null, "not asked of a statement of this kind"];
  }
  try {
    return MASS_CHECKS[kind](statement);
  } catch (error) {
    const { found, expected } = requireRefused(error);
    const fault = expected === SAME_MASS ? "a mass in tonnes is not the one in grams beside it" : "a mass is missing or no whole number of grams";
    return [false, `${fault}: ${found}`];
  }
}

function possibleMasses({ subject }) {
  const [coc, total] = [grams(subject, "coc_mass"), grams(subject, "total_mass")];
  const words = massWords(coc, total);
  const isPossible = 0n < coc && coc <= total && total <= QUANTITY_MAX_G;
  return isPossible ? [true, words] : [false, `${words}: expected 0 < CoC mass <= total mass`];
}

function documentMasses(statement) {
  const { subject } = statement;
  const [passed, words] = possibleMasses(statement);
  const second = passed ? secondDocument(statement) : null;
  return second === null
    ? [passed, words]
    : [false, `a second document for shipment ${clipped(String(subject.reference), 60)} is beside it, ${clipped(second, 60)}`];
}

/** Hold a passport against its origins, and against the CoC Document of the delivery where it is beside it. */
function passportMasses(statement) {
  const [passed, words] = possibleMasses(statement);
  const { provenance } = statement.subject;
  if (!isObject(provenance) || !Array.isArray(provenance.origins) || !provenance.origins.every(isObject)) {
    throw new Refused("no provenance", "a mass");
  }
  const traced = grams(provenance, "traced_mass");
  const origins = provenance.origins.reduce((sum, each) => sum + grams(each, "mass"), 0n);
  if (origins !== traced || traced > grams(statement.subject, "total_mass")) {
    const told = `origins of ${tonnesText(origins)} t for ${tonnesText(traced)} t that were traced`;
    return [false, `${words}, ${told}: expected the same, and no more than was delivered`];
  }
  const other = passed ? otherThanItsDocument(statement) : "";
  return other ? [false, `${words}, but ${other} of the CoC Document beside it is another`] : [passed, words];
}

/** What the CoC Document beside a passport says otherwise; blank where it agrees or is not there. */
function otherThanItsDocument({ credential, subject, beside = [] }) {
  for (const { credential: other } of beside) {
    const theirs = other.credentialSubject;
    if (!isObject(theirs) || issuerDid(other) !== issuerDid(credential)) {
      continue;
    }
    const isItsOwn = theirs.type === "CocDocument" && isSame(theirs, subject, "number");
    const differing = isItsOwn ? OF_ITS_DOCUMENT.find((name) => !isSame(theirs, subject, name)) : undefined;
    if (differing) {
      return differing;
    }
  }
  return "";
}

/** Whether two statements say the same in a member, or both nothing. */
function isSame(one, other, name) {
  return canonical(one[name] ?? null) === canonical(other[name] ?? null);
}

/** The number of another document of the issuer beside it that sells the same shipment, or null. */
function secondDocument({ credential, subject, beside = [] }) {
  for (const { credential: other } of beside) {
    const theirs = other.credentialSubject;
    if (!isObject(theirs) || issuerDid(other) !== issuerDid(credential)) {
      continue;
    }
    const isAlike = ["type", "reference"].every((name) => isSame(theirs, subject, name));
    const follows = [subject.number, subject.supersedes].includes(theirs.number);
    if (isAlike && !follows && theirs.supersedes !== subject.number) {
      return String(theirs.number);
    }
  }
  return null;
}

function massWords(coc, total) {
  return `CoC mass ${tonnesText(coc)} t of ${tonnesText(total)} t in total`;
}

/** A mass that is written as whole grams; the same mass in tonnes beside it, where it stands, must agree. */
function grams(members, name) {
  const text = members[`${name}_g`];
  if (text === undefined) {
    throw new Refused(`'${name}_g'`, "a mass");
  }
  if (typeof text !== "string" || !/^(0|[1-9][0-9]*)$/.test(text)) {
    throw new Refused(`${name}_g ${worded(text, 40)}`, "a mass");
  }
  const tonnes = members[`${name}_t`];
  if (tonnes !== undefined && tonnes !== null && tonnes !== tonnesText(BigInt(text))) {
    throw new Refused(`${name}_g ${text} is not ${name}_t ${worded(tonnes, 40)}`, SAME_MASS);
  }
  return BigInt(text);
}

/** A mass in tonnes as its shortest exact decimal. */
function tonnesText(mass) {
  const digits = (mass < 0n ? -mass : mass).toString().padStart(7, "0");
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/0+$/, "").replace(/\.$/, "");
  return mass < 0n ? `-${text}` : text;
}
