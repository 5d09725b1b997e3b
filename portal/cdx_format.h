// CdxFormat: captures as the text of one CDX answer, in any of the outputs of cdx_query.h.
// Not thread-safe.
#ifndef ARSIP_PORTAL_CDX_FORMAT_H_
#define ARSIP_PORTAL_CDX_FORMAT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/capture.h"
#include "portal/cdx_query.h"

namespace arsip::portal {

class CdxFormat {
 public:
  // `query` must outlive it. `collection_url` is where replay URLs begin: "https://host/news".
  CdxFormat(CdxDialect dialect, const CdxQuery& query, std::string collection_url);

  std::string_view content_type() const;
  void Begin(std::string& out);
  void Line(const archive::Capture& capture, std::string& out);
  // `resume_key`: empty when there is none to show.
  void End(std::string_view resume_key, std::string& out);

 private:
  void Cdxj(const archive::Capture& capture, std::string& out) const;
  void JsonArray(const std::vector<std::string>& values, std::string& out);
  std::vector<std::string> Values(const archive::Capture& capture) const;
  std::string Value(const archive::Capture& capture, std::string_view field) const;

  const CdxDialect dialect_;
  const CdxQuery& query_;
  const std::string collection_url_;
  std::vector<std::string> fields_;  // of outputs that name them
  bool first_ = true;
};

// <URI>; rel="memento"; datetime="...": one line of application/link-format without its comma.
std::string MementoLink(const archive::Capture& capture, const std::string& collection_url);

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_CDX_FORMAT_H_
