/* A CoC Document that nobody signed: its form, its masses, its certificate, and its digest.

   Without a signature anybody may have written it. It is verified only where its digest is the one that is known from
   elsewhere, such as the foot of the paper on which it is printed. */

"use strict";

const DOCUMENT_FORMAT = "casthouse-coc-document/1";
const DOCUMENT_BYTES_MAX = 256 * 1024;
const DOCUMENT_MATERIALS = ["bauxite", "alumina", "aluminium", "pre_consumer_scrap", "post_consumer_scrap", "dross"];
const NOT_SIGNED = "not possible: the document is not signed; ask its issuer for the signed statement";

const LONGEST = 4000;
const isFilled = (value) => typeof value === "string" && value.trim() !== "" && value.length <= LONGEST;
const isText = (value) => typeof value === "string" && value.length <= LONGEST;
const isDecimal = (value) => typeof value === "string" && /^[0-9]{1,12}(\.[0-9]{1,12})?$/.test(value);
const isDay = (value) => dayOf(value) !== null;
const isCount = (value) => Number.isSafeInteger(value);
const isFormed = (form) => (value) => isObject(value) && !formMistake(value, form);

/** What stands in a document, by name; a question mark behind the name where it may be missing. */
const ISSUER_FORM = { code: isFilled, name: isFilled, address: isFilled, country: isFilled, coc_certificate: isFilled };
const RECIPIENT_FORM = { code: isText, name: isFilled, address: isFilled, country: isText, "coc_certificate?": isFilled };
const GHG_FORM = { t_co2e_per_t: isDecimal, boundary: isFilled, method: isFilled, period: isFilled };
const RECYCLED_FORM = { percent: isDecimal, method: isFilled, boundary: isFilled };
const OTHER_FORM = { name: isFilled, value: isFilled, evidence: isFilled };
const DOCUMENT_FORM = {
  format: (value) => value === DOCUMENT_FORMAT,
  number: isFilled,
  revision: isCount,
  "supersedes?": isFilled,
  issue_date: isDay,
  shipment_date: isDay,
  reference: isFilled,
  issuer: isFormed(ISSUER_FORM),
  recipient: isFormed(RECIPIENT_FORM),
  responsible: isFilled,
  conformance: isFilled,
  edition: isFilled,
  material: (value) => DOCUMENT_MATERIALS.includes(value),
  coc_mass_g: isCount,
  coc_mass_t: isText,
  total_mass_g: isCount,
  total_mass_t: isText,
  facility: isFilled,
  "lot?": isFilled,
  "ghg_intensity?": isFormed(GHG_FORM),
  "recycled_content?": isFormed(RECYCLED_FORM),
  "issuer_performance_status?": isFilled,
  "other?": (value) => Array.isArray(value) && value.length > 0 && value.length <= 50 && value.every(isFormed(OTHER_FORM)),
};

/** What is wrong with the form of an object; blank where nothing is. */
function formMistake(members, form) {
  const names = Object.keys(form).map((name) => name.replace("?", ""));
  const unknown = Object.keys(members).filter((name) => !names.includes(name)).sort();
  if (unknown.length) {
    return `unknown member ${worded(clipped(unknown[0], 40))}`;
  }
  for (const [asked, isRight] of Object.entries(form)) {
    const name = asked.replace("?", "");
    if (!(name in members) && name === asked) {
      return `no ${name}`;
    }
    if (name in members && !isRight(members[name])) {
      return `${name} ${worded(members[name], 60)}`;
    }
  }
  return "";
}

/** Let a document pass whose every member is as the format has it. */
function requireDocument(members, size) {
  const mistake = size > DOCUMENT_BYTES_MAX ? `${size} bytes` : formMistake(members, DOCUMENT_FORM);
  if (mistake) {
    throw new Refused(mistake, `a document of the format ${DOCUMENT_FORMAT}`);
  }
  for (const name of ["coc_mass", "total_mass"]) {
    const said = tonnesText(BigInt(members[`${name}_g`]));
    if (members[`${name}_t`] !== said) {
      throw new Refused(`${name}_t ${worded(members[`${name}_t`], 60)}`, `${said}, as ${name}_g says`);
    }
  }
  return members;
}

/** The answers of all checks on a document that is not signed, and of one more: its digest. */
async function verifyUnsigned(document, bundle, at, expectedDigest) {
  const [coc, total] = [BigInt(document.coc_mass_g), BigInt(document.total_mass_g)];
  const isMissing = document.revision > 1 && !document.supersedes;
  const answers = {
    parse: [true, "one JSON object without a second meaning"],
    schema: isMissing ? [false, "no supersedes"] : [true, "every field of a CoC Document"],
    certificate: await certificateAnswer(bundle, at, {
      number: document.issuer.coc_certificate,
      seller: document.issuer.code,
      facility: document.facility,
      day: document.shipment_date,
    }),
    mass: [0n < coc && coc <= total && total <= QUANTITY_MAX_G, massWords(coc, total)],
    digest: digestAnswer(hex(await sha256(utf8(canonical(document)))), expectedDigest),
  };
  return [...CHECK_NAMES, "digest"].map((name) => answerOf(name, answers[name] ?? [null, NOT_SIGNED]));
}

function digestAnswer(digest, expected) {
  if (!expected) {
    return [null, `not possible: compare SHA-256 ${digest} with the foot of the paper`];
  }
  return expected.trim().toLowerCase() === digest
    ? [true, `SHA-256 ${digest}, as expected`]
    : [false, `its SHA-256 is ${digest}, another one than was expected`];
}
