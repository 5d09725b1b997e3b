// One WARC record as stored, by its WARC-Record-ID: the evidence, with its digests.
// Thread-safe.
#ifndef ARSIP_PORTAL_RECORD_ANSWER_H_
#define ARSIP_PORTAL_RECORD_ANSWER_H_

#include <string>

#include "portal/http_exchange.h"
#include "portal/raw_fetch.h"
#include "portal/served_archive.h"

namespace arsip::portal {

// `id`: the UUID, or "urn:uuid:UUID", or that in brackets. The record before compression, checked
// against its WARC-Block-Digest first; Repr-Digest (RFC 9530) is over all bytes of the answer.
// `concurrent`: the request and metadata records of the same capture follow it.
RawFetch AnswerRecord(const SharedView& view, const std::string& id, bool concurrent);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_RECORD_ANSWER_H_
