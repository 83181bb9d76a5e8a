/* Instants and days as statements write them: a zone is part of an instant, and a day is one of the calendar.

   Instants are whole microseconds since 1970, as BigInt: a Date of the browser would forget what is below a millisecond. */

"use strict";

const INSTANT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?(?:Z|([+-])(0[0-9]|1[0-4]):([0-5][0-9]))$/;
const MICROSECONDS = 1_000_000n;
const SECONDS_MAX = 253_402_300_799n; // the last second of the year 9999
const EARLIEST = -62_135_596_800n; // the first second of the year 1, and the last of 9999, in UTC
const LATEST = 253_402_300_799n;

function instantOf(text, name) {
  const parts = typeof text === "string" ? INSTANT.exec(text) : null;
  const days = parts ? daysSince1970(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
  if (days === null || Number(parts[4]) > 23 || Number(parts[5]) > 59 || Number(parts[6]) > 59) {
    refuseInstant(text, name);
  }
  const minutes = days * 1440 + Number(parts[4]) * 60 + Number(parts[5]) - zoneMinutes(parts);
  const seconds = BigInt(minutes) * 60n + BigInt(parts[6]);
  if (seconds < EARLIEST || seconds > LATEST) {
    refuseInstant(text, name);
  }
  return seconds * MICROSECONDS + BigInt((parts[7] ?? "").padEnd(6, "0"));
}

function refuseInstant(text, name) {
  throw new Refused(`${name} ${worded(text, 60)}`, `${name} as an instant with its zone, such as 2026-03-01T12:00:00Z`);
}

function zoneMinutes(parts) {
  const minutes = Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0);
  return parts[8] === "-" ? -minutes : minutes;
}

/** An instant in UTC, to the second. */
function instantText(instant) {
  const whole = instant >= 0n ? instant / MICROSECONDS : -((-instant + MICROSECONDS - 1n) / MICROSECONDS);
  return new Date(Number(whole) * 1000).toISOString().replace(/\.000Z$/, "Z");
}

/** The day of a text YYYY-MM-DD as that text, or null; texts of days compare as the days do. */
function dayOf(text) {
  const parts = typeof text === "string" ? /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text) : null;
  return parts && daysSince1970(Number(parts[1]), Number(parts[2]), Number(parts[3])) !== null ? text : null;
}

function daysSince1970(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay ? Math.floor(date.getTime() / 86_400_000) : null;
}
