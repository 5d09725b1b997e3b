// ReadXml: a document of XML 1.0 (https://www.w3.org/TR/xml/) as a row of events, by expat.
//
// Declared entities are refused, whether they would expand to anything or not, as is anything
// outside the document; what nests too deep, too. Namespaces are not resolved: names are compared
// without their prefix, which no vocabulary read here needs. Iterative; linear.
#ifndef ARSIP_EXTRACTORS_XML_EVENTS_H_
#define ARSIP_EXTRACTORS_XML_EVENTS_H_

#include <string>
#include <string_view>

namespace arsip::extractors {

inline constexpr int kMaxXmlDepth = 256;

// Of one start tag. Views are valid during the event.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  // By its name without prefix; empty when it is not there.
  std::string_view Get(std::string_view local_name) const;

 private:
  const char** pairs_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void StartElement(std::string_view /*local_name*/, const XmlAttributes& /*attributes*/) {}
  virtual void EndElement(std::string_view /*local_name*/) {}
  // A run of character data, in pieces as they come.
  virtual void Text(std::string_view /*text*/) {}
  // No more is wanted.
  virtual bool done() const { return false; }
};

// Empty when the document was read to its end or to where the handler was done; else why it was
// not: "entities", "depth > 256", "line 3: not well-formed (invalid token)". What came before has
// been handed over.
std::string ReadXml(std::string_view xml, XmlHandler& handler);

}  // namespace arsip::extractors

#endif  // ARSIP_EXTRACTORS_XML_EVENTS_H_
