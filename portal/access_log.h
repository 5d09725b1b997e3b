// AccessLog: who fetched which archived bytes, and who was refused them. JSON lines, appended; one
// write a line, before the first byte of the answer leaves: no line, no answer.
// docs/http-api.md has the members. Thread-safe.
#ifndef ARSIP_PORTAL_ACCESS_LOG_H_
#define ARSIP_PORTAL_ACCESS_LOG_H_

#include <memory>
#include <string>

#include "archive/file_descriptor.h"
#include "base/clock.h"
#include "base/result.h"
#include "portal/http_exchange.h"
#include "portal/raw_fetch.h"

namespace arsip::portal {

class AccessLog {
 public:
  // Appends to `path`; makes it, and its directory, when they are not there. `clock` outlives it.
  static Result<std::unique_ptr<AccessLog>> Open(const std::string& path, const Clock& clock);
  Status Write(const HttpRequest& request, const RawFetch& fetch);

 private:
  AccessLog(archive::FileDescriptor file, std::string path, const Clock& clock)
      : file_(std::move(file)), path_(std::move(path)), clock_(clock) {}
  const archive::FileDescriptor file_;
  const std::string path_;
  const Clock& clock_;
};

}  // namespace arsip::portal

#endif  // ARSIP_PORTAL_ACCESS_LOG_H_
