// CrawledSite: what a crawl and a recrawl of a difficult site leave, read with zlib and string
// searches alone (warc_bytes.h). Crawled once for all tests of the program.
#ifndef ARSIP_TESTS_CRAWLER_CRAWLED_SITE_H_
#define ARSIP_TESTS_CRAWLER_CRAWLED_SITE_H_

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "warc_bytes.h"

namespace arsip::crawler {

inline constexpr uint64_t kMaxBody = 100'000;
inline constexpr const char* kNone = "(none)";  // of RawRecord::Get
extern const std::string kOddHead;  // of the response to /odd, after its interim response

struct StoredRecord {
  archive::testing::RawRecord record;
  std::string file;
  uint64_t offset = 0;
  std::string bytes;
};

struct CrawledSite {
  std::string origin;
  std::vector<std::string> requests;  // as the server got them
  std::vector<std::string> files;     // names in warc/ and derived/
  std::vector<StoredRecord> records;  // of warc/, in order
  std::vector<archive::testing::RawRecord> derived;
};

const CrawledSite& Site();

// `each` sees every record of warc/ and derived/.
template <class Each>
void ForEvery(Each each) {
  for (const StoredRecord& stored : Site().records) each(stored.record);
  for (const archive::testing::RawRecord& record : Site().derived) each(record);
}

// The first record of `type` for `path`.
const archive::testing::RawRecord& Find(const std::string& type, const std::string& path);
std::string HeadOf(const archive::testing::RawRecord& record);
std::string BodyOf(const archive::testing::RawRecord& record);
bool Is(const archive::testing::RawRecord& record, std::initializer_list<const char*> types);
bool Has(const archive::testing::RawRecord& record, std::string_view field);

}  // namespace arsip::crawler

#endif  // ARSIP_TESTS_CRAWLER_CRAWLED_SITE_H_
