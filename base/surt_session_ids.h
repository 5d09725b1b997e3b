// The session ids that Python surt 0.3.1 takes out of a URL before it becomes a key: the same page
// under two sessions is one page of the index. Thread-safe.
#ifndef ARSIP_BASE_SURT_SESSION_IDS_H_
#define ARSIP_BASE_SURT_SESSION_IDS_H_

#include <string>

namespace arsip {

// "/(S(4hqa0555fwsecu455xqckv45))/page.aspx" -> "/page.aspx". The path is lower case already.
void StripPathSessionIds(std::string* path);

// "a=1&PHPSESSID=<32 letters or digits>&b=2" -> "a=1&b=2"; also jsessionid, sid,
// ASPSESSIONIDxxxxxxxx and the pair CFID and CFTOKEN. Case does not matter.
void StripQuerySessionIds(std::string* query);

}  // namespace arsip

#endif  // ARSIP_BASE_SURT_SESSION_IDS_H_
