// Replay: one capture as its server sent it (the raw Memento), and the TimeGate that leads to it.
// RFC 7089. https://pywb.readthedocs.io/en/latest/manual/rewriter.html#identity-modifier-id
//
// Of the captures of a URL the nearest in time is taken. Passed over are those that may not be
// shown and, unless the time names one exactly, redirects of the URL to itself (http to https,
// www), which would lead in a circle. Thread-safe.
#ifndef ARSIP_PORTAL_REPLAY_H_
#define ARSIP_PORTAL_REPLAY_H_

#include <optional>
#include <string>

#include "archive/capture.h"
#include "portal/http_exchange.h"
#include "portal/raw_fetch.h"
#include "portal/replay_url.h"
#include "portal/served_archive.h"

namespace arsip::portal {

// Captures looked at for one request; a URL with more before the first that may be shown is not
// found.
inline constexpr int kMaxPassedCaptures = 10'000;

struct NearestCapture {
  std::optional<archive::Capture> capture;
  const archive::AccessRule* denied_by = nullptr;  // what hid a nearer one; valid with the view
};
// `timestamp`: 1 to 14 digits. Empty: the latest.
Result<NearestCapture> FindNearest(const SharedView& view, const std::string& url,
                                   const std::string& timestamp);

// `collection_url`: "https://host/news".
RawFetch AnswerReplay(const SharedView& view, const ReplayPath& path,
                      const std::string& collection_url);

// The blurred grey thumbnail of the nearest capture, image/jpeg; 404 when there is none. What may
// not be shown has none.
RawFetch AnswerThumbnail(const SharedView& view, const ReplayPath& path);

// 302 to the nearest Memento; 400 for a date that is none; 404.
HttpResponse AnswerTimeGate(const SharedView& view, const std::string& url,
                            const HttpRequest& request, const std::string& collection_url);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_REPLAY_H_
