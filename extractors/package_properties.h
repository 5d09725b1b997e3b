// What an office file or book says about itself: elements that hold text alone, one below the
// other, as in docProps/core.xml (ECMA-376 part 2 section 11), meta.xml (ODF 1.3 part 3 section 4)
// and the metadata of an OPF file (EPUB 3.3 section 5.5).
#ifndef ARSIP_EXTRACTORS_PACKAGE_PROPERTIES_H_
#define ARSIP_EXTRACTORS_PACKAGE_PROPERTIES_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extractors/extraction.pb.h"
#include "extractors/xml_events.h"

namespace arsip::extractors {

// Reads the elements with text alone, in their order, as {local name, text}; bounded.
class PropertyReader : public XmlHandler {
 public:
  void StartElement(std::string_view local_name, const XmlAttributes& attributes) override;
  void Text(std::string_view text) override;
  void EndElement(std::string_view local_name) override;

  const std::vector<std::pair<std::string, std::string>>& properties() const { return properties_; }

 private:
  bool leaf_ = false;
  std::string text_;
  std::vector<std::pair<std::string, std::string>> properties_;
};

// Title, authors, description, language and times go where a record has them; the others
// become facts, "ooxml:lastModifiedBy". `vocabulary` is "ooxml", "odf" or "epub".
void ApplyProperties(std::string_view vocabulary,
                     const std::vector<std::pair<std::string, std::string>>& properties,
                     Record& record);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_PACKAGE_PROPERTIES_H_
