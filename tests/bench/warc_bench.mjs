// npm warcio over one WARC file: every record, its block and payload digests checked with OpenSSL through node:crypto.
// warcio itself offers no check, so the hashing is the cheapest that Node has. Prints the line that `warc_bench read`
// prints. Usage: node warc_bench.mjs WARCIO/dist/index.js FILE

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pathToFileURL } from "node:url";

const [module_path, file] = process.argv.slice(2);
const { WARCParser } = await import(pathToFileURL(module_path));
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes) {
  let bits = 0, held = 0, text = "";
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 5; held -= 5) text += BASE32[(bits >>> (held - 5)) & 31];
    bits &= (1 << held) - 1;
  }
  return held > 0 ? text + BASE32[(bits << (5 - held)) & 31] : text;
}

// "sha1:..." or "sha256:..."; null when the field is absent or of another algorithm.
function hasher(field) {
  const label = field?.slice(0, field.indexOf(":"));
  return label === "sha1" || label === "sha256" ? createHash(label) : null;
}

function agrees(hash, field) {
  const said = field.slice(field.indexOf(":") + 1);
  const bytes = hash.digest();
  return said === bytes.toString("hex") || said.replace(/=+$/, "") === base32(bytes);
}

const BLANK_LINE = Buffer.from("\r\n\r\n");
const out = { records: 0, block_bytes: 0, block_digests: 0, payload_digests: 0, differences: 0 };

const cpu_before = process.cpuUsage();
const wall_before = process.hrtime.bigint();
const parser = new WARCParser(createReadStream(file, { highWaterMark: 512 << 10 }), { parseHttp: false });
for await (const record of parser) {
  ++out.records;
  const type = record.warcType;
  const block_field = record.warcHeader("WARC-Block-Digest");
  const payload_field = record.warcHeader("WARC-Payload-Digest");
  const block = hasher(block_field);
  const payload = type === "revisit" ? null : hasher(payload_field);
  const http = record.warcHeader("Content-Type")?.startsWith("application/http");
  let head = http ? Buffer.alloc(0) : null; // until its blank line
  for await (const chunk of record) {
    out.block_bytes += chunk.length;
    block?.update(chunk);
    if (payload === null) continue;
    if (head === null) {
      payload.update(chunk);
      continue;
    }
    head = head.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([head, chunk]);
    const end = head.indexOf(BLANK_LINE);
    if (end < 0) continue;
    payload.update(head.subarray(end + BLANK_LINE.length));
    head = null;
  }
  if (block !== null) {
    ++out.block_digests;
    if (!agrees(block, block_field)) ++out.differences;
  }
  if (payload !== null) {
    ++out.payload_digests;
    if (!agrees(payload, payload_field)) ++out.differences;
  }
}
const cpu = process.cpuUsage(cpu_before);
out.cpu_s = (cpu.user + cpu.system) / 1e6;
out.wall_s = Number(process.hrtime.bigint() - wall_before) / 1e9;
console.log(JSON.stringify(out));
process.exitCode = out.differences === 0 ? 0 : 1;
