#include "crawler/fetch_result.h"

namespace arsip::crawler {

const char* FetchFailureName(FetchFailure failure) {
  switch (failure) {
    case FetchFailure::kNone:
      return "none";
    case FetchFailure::kAddressRefused:
      return "address-refused";
    case FetchFailure::kConnect:
      return "connect";
    case FetchFailure::kTls:
      return "tls";
    case FetchFailure::kNoResponse:
      return "no-response";
    case FetchFailure::kBadHead:
      return "bad-head";
    case FetchFailure::kTransfer:
      return "transfer";
    case FetchFailure::kTimeout:
      return "timeout";
    case FetchFailure::kProxy:
      return "proxy";
    case FetchFailure::kDns:
      return "dns";
    case FetchFailure::kCancelled:
      return "cancelled";
  }
  return "none";
}

}  // namespace arsip::crawler
