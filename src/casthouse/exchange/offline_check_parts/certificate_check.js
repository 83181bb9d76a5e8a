/* Check 9: the certificate behind a shipment. */

"use strict";

async function checkCertificate(statement) {
  const { kind, subject, bundle, at } = statement;
  const seller = kind && KINDS[kind].seller ? subject[KINDS[kind].seller] : undefined;
  if (!kind || !KINDS[kind].seller) {
    return [null, "not asked of a statement of this kind"];
  }
  if (statement.signed.isHideable && !("facility" in subject)) {
    return [null, "not possible: hidden by the holder: sites"];
  }
  if (!isObject(seller)) {
    return [null, "not possible: the statement names no seller"];
  }
  return certificateAnswer(bundle, at, {
    number: seller.coc_certificate,
    seller: seller.code,
    facility: subject.facility,
    day: dayOf(subject.shipment_date),
  });
}

/** Whether a certificate entitled a seller's facility on a day, by the latest signed statement of it.

    A statement that was revoked or suspended since says nothing for sure, unless it tells that end itself. */
async function certificateAnswer(bundle, at, { number, seller, facility, day }) {
  if (typeof number !== "string") {
    return [null, "not possible: the statement names no certificate"];
  }
  if (day === null) {
    return [null, "not possible: the statement names no day of shipment"];
  }
  const signed = await latestCertificate(bundle, number);
  if (!signed) {
    return [null, `not possible: the trust bundle has no signed statement of certificate ${clipped(number, 60)}`];
  }
  const found = signed.credential.credentialSubject;
  const holder = found.holder?.code;
  if (holder !== seller) {
    return [false, `the certificate ${number} is of ${clipped(worded(holder).replace(/^'|'$/g, ""), 60)}, not of ${clipped(String(seller), 60)}`];
  }
  const asOf = dayOf(found.as_of);
  if (asOf === null || asOf < day) {
    return [null, `not possible: what is known of certificate ${number} is of ${asOf ?? "None"}, before ${day}`];
  }
  const isEntitled = listed(found.entitled).some((span) => {
    const [first, last] = [dayOf(span?.first), dayOf(span?.last)];
    return span?.facility === facility && first !== null && last !== null && first <= day && day <= last;
  });
  if (!isEntitled) {
    return [false, `certificate ${number} did not entitle ${clipped(String(facility), 60)} on ${day}, the day of shipment`];
  }
  const [holds, why] = await statusOf({ signed, bundle, at }, (purpose, told) => tellsItself(found, purpose, told));
  return holds
    ? [true, `certificate ${number} entitled ${facility} on ${day}, the day of shipment`]
    : [null, `not possible: the statement of certificate ${number}: ${why.replace(/^not possible: /, "")}`];
}

/** The states of a certificate by which its statement tells itself what a list of a purpose says of it. */
const TOLD_BY = { revocation: ["revoked", "withdrawn", "expired", "superseded"], suspension: ["suspended"] };

/** Whether a certificate's statement tells that on a day it had ended, or was suspended, or that it ran out. */
function tellsItself(certificate, purpose, day) {
  const spans = listed(certificate.phases)
    .map((each) => ({ state: each?.state, first: dayOf(each?.first), last: dayOf(each?.last) }))
    .filter(({ first, last }) => first !== null && last !== null);
  if (spans.some(({ state, first, last }) => first <= day && day <= last && TOLD_BY[purpose].includes(state))) {
    return true;
  }
  return purpose === "revocation" && spans.length > 0 && spans.every(({ last }) => last < day);
}

async function latestCertificate(bundle, number) {
  let latest = null;
  for (const secured of bundle.certificates) {
    const subject = secured.credentialSubject;
    if (!isObject(subject) || subject.number !== number) {
      continue;
    }
    const signed = await believedCertificate(secured, bundle);
    if (signed && (latest === null || String(latest.credential.credentialSubject.as_of) <= String(subject.as_of))) {
      latest = signed;
    }
  }
  return latest;
}

/** The statement of a certificate of the bundle apart from its signature, or null where it is not believed. */
async function believedCertificate(secured, bundle) {
  const schema = isObject(secured.credentialSchema) ? secured.credentialSchema.id : null;
  if (kindOf(secured.type, schema)?.name !== "certificate") {
    return null;
  }
  let signed;
  try {
    signed = await readProof(secured);
  } catch (error) {
    requireRefused(error);
    return null;
  }
  const issuer = bundle.issuers.get(controllerOf(signed));
  const isAllowed = issuer !== undefined && KINDS.certificate.issuers.includes(issuer.kind);
  return isAllowed && !(await keyFault(signed, bundle)) ? signed : null;
}
