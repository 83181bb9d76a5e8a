/* Archives (ZIP) in which a statement travels with what it rests on.

   Read is what the directory at the end names, each name once, stored or deflated, unpacked up to a bound and compared
   with its checksum. A file of which the directory and its own heading say different names is refused. */

"use strict";

const MEMBERS_MAX = 64;
const UNPACKED_MAX = 8 * 1024 * 1024; // all files together
const BESIDE = "beside/";
const BESIDE_MAX = 8;
const BESIDE_BYTES_MAX = 256 * 1024;
const ZIP_EXPECTED = "a ZIP with one statement";

/** The files of an archive by their names. */
async function readArchive(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, at: first } = directoryPlace(view);
  const members = [];
  for (let number = 0, at = first; number < count; number += 1) {
    const member = directoryEntry(view, bytes, at);
    members.push(member);
    at = member.next;
  }
  requireBounded(members);
  const files = new Map();
  for (const member of members.filter((each) => !each.name.endsWith("/"))) {
    files.set(member.name, await memberContent(view, bytes, member));
  }
  return files;
}

/** Refuse too much before any of it is unpacked; no file gives more than its size that is told here. */
function requireBounded(members) {
  if (members.length > MEMBERS_MAX || new Set(members.map((each) => each.name)).size < members.length) {
    throw new Refused(`an archive of ${members.length} files`, `at most ${MEMBERS_MAX}, each name once`);
  }
  const size = members.reduce((sum, each) => sum + each.size, 0);
  if (size > UNPACKED_MAX) {
    throw new Refused(`an archive of ${size} bytes unpacked`, `at most ${UNPACKED_MAX} bytes`);
  }
  const beside = members.filter((each) => each.name.startsWith(BESIDE)).length;
  if (beside > BESIDE_MAX) {
    throw new Refused(`an archive with ${beside} files in ${BESIDE}`, `at most ${BESIDE_MAX}`);
  }
}

function refuseArchive() {
  throw new Refused("an archive that cannot be read", ZIP_EXPECTED);
}

function directoryPlace(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at -= 1) {
    if (view.getUint32(at, true) === 0x06054b50 && at + 22 + view.getUint16(at + 20, true) === view.byteLength) {
      const [here, count] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
      const [size, first] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
      if (here !== count || first + size !== at) {
        refuseArchive();
      }
      return { count, at: first };
    }
  }
  return refuseArchive();
}

function directoryEntry(view, bytes, at) {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) {
    refuseArchive();
  }
  const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
  return {
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    heading: view.getUint32(at + 42, true),
    name: textOf(bytes.subarray(at + 46, at + 46 + lengths[0])) ?? refuseArchive(),
    next: at + 46 + lengths[0] + lengths[1] + lengths[2],
  };
}

async function memberContent(view, bytes, member) {
  const at = member.heading;
  if (member.flags & 1 || at + 30 > view.byteLength || view.getUint32(at, true) !== 0x04034b50) {
    refuseArchive();
  }
  const [nameLength, moreLength] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
  const start = at + 30 + nameLength + moreLength;
  if (textOf(bytes.subarray(at + 30, at + 30 + nameLength)) !== member.name || start + member.packedSize > bytes.length) {
    refuseArchive();
  }
  const packed = bytes.subarray(start, start + member.packedSize);
  const content = member.method === 0 ? packed : member.method === 8 ? await inflated(packed, member.name) : refuseArchive();
  if (content.length > bytesMax(member.name)) {
    refuseMemberSize(member.name);
  }
  if (content.length !== member.size || checksum(content) !== member.checksum) {
    refuseArchive();
  }
  return content;
}

async function inflated(packed, name) {
  const { bytes, isTooLarge } = await unpacked(packed, "deflate-raw", bytesMax(name));
  if (isTooLarge) {
    refuseMemberSize(name);
  }
  return bytes ?? refuseArchive();
}

function bytesMax(name) {
  return name.startsWith(BESIDE) ? BESIDE_BYTES_MAX : JSON_BYTES_MAX;
}

function refuseMemberSize(name) {
  throw new Refused(`${clipped(name, 60)} of more than ${bytesMax(name)} bytes`, "files of a bundle that was made here");
}

/** CRC-32, as archives write it. */
function checksum(bytes) {
  let rest = 0xffffffff;
  for (const each of bytes) {
    rest ^= each;
    for (let bit = 0; bit < 8; bit += 1) {
      rest = (rest >>> 1) ^ (0xedb88320 & -(rest & 1));
    }
  }
  return (rest ^ 0xffffffff) >>> 0;
}
