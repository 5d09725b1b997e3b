// srcset: https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
#ifndef ARSIP_EXTRACTORS_SRCSET_H_
#define ARSIP_EXTRACTORS_SRCSET_H_

#include <string_view>
#include <vector>

namespace arsip::extractors {

// The URLs of the image candidates, in order, descriptors left out. Linear. Views into `attribute`,
// whose character references are decoded. A candidate with descriptors that make no sense is still
// a candidate: DEVIATION: a crawler wants the image, a browser the best size.
std::vector<std::string_view> ImageCandidates(std::string_view attribute);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_SRCSET_H_
