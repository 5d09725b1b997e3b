// The host of a SURT, by the rules of Python surt 0.3.1. Thread-safe.
#ifndef ARSIP_BASE_SURT_HOST_H_
#define ARSIP_BASE_SURT_HOST_H_

#include <string>
#include <string_view>

namespace arsip {

// Appends "org,example" for "WWW2.Example.org." and "7,2,0,192" for "192.0.2.7" (or 3221225991);
// without `strip_www` the first label stays. An IPv6 address has no brackets, here and there.
void AppendSurtHost(std::string_view host, bool strip_www, std::string* out);

}  // namespace arsip

#endif  // ARSIP_BASE_SURT_HOST_H_
