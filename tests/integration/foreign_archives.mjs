// Writes WARC and WACZ files as other programs do, with what Browsertrix itself writes them: npm warcio serialises and indexes the
// records, npm client-zip packs. The records come as JSON on standard input: { directory, files: [{ name, records }], wacz: [{ name, files }] }.
// Each file is one gzip member a record. `files` of a WACZ file are { name, body }; bodies are Base64.

import { createReadStream } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";

import { makeZip } from "client-zip";
import { CDXIndexer, WARCRecord, WARCSerializer } from "warcio";

const DIGESTS = {
  sha1: { algo: "sha-1", prefix: "sha1:", base32: true },
  sha256: { algo: "sha-256", prefix: "sha256:" },
};

// `fields` come first and in their order; `set` and `drop` are done when the digests are known.
async function serialise({ type, url, date, version = "WARC/1.1", fields = [], http = null, body = "", digest = "sha256", set = {}, drop = [] }) {
  const record = WARCRecord.create(
    { type, url, date, warcVersion: version, warcHeaders: fields, httpHeaders: http?.fields ?? [], statusline: http?.line },
    [Buffer.from(body, "base64")],
  );
  if (http === null) record.httpHeaders = null;
  const serializer = new WARCSerializer(record, { gzip: true, digest: DIGESTS[digest] });
  await serializer.digestRecord();
  const headers = record.warcHeaders.headers;
  for (const [name, value] of Object.entries(set)) headers.set(name, value);
  for (const name of drop) headers.delete(name);
  serializer.warcHeadersBuff = new TextEncoder().encode(record.warcHeaders.toString());
  return serializer.readFully();
}

async function cdxj(path, filename) {
  const lines = [];
  const indexer = new CDXIndexer({ format: "cdxj" });
  for await (const entry of indexer.iterIndex([{ filename, reader: createReadStream(path) }])) lines.push(indexer.serialize(entry));
  return lines;
}

const job = JSON.parse(await text(process.stdin));
const index = {};
for (const { name, records } of job.files) {
  const path = join(job.directory, name);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "w");
  for (const record of records) await file.write(await serialise(record));
  await file.close();
  index[name] = await cdxj(path, basename(name));
}
for (const { name, files } of job.wacz ?? []) {
  const entries = [];
  for (const { name, body } of files) {
    // As an iterable: Browsertrix streams, so that sizes and CRC-32 follow each entry.
    entries.push({ name, lastModified: new Date("2026-11-01T12:00:00Z"), input: (async function* () { yield Buffer.from(body, "base64"); })() });
  }
  await writeFile(join(job.directory, name), makeZip(entries));
}
process.stdout.write(JSON.stringify(index));
