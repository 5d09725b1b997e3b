#include "extractors/xml_events.h"

#include <expat.h>

#include <limits>
#include <memory>
#include <type_traits>

namespace arsip::extractors {
namespace {

struct Free {
  void operator()(XML_Parser parser) const { ::XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free>;

std::string_view LocalName(std::string_view name) {
  const size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What the callbacks share.
struct Reading {
  XML_Parser parser = nullptr;
  XmlHandler* handler = nullptr;
  int depth = 0;
  bool stopped = false;
  std::string refusal;

  void Stop() {
    stopped = true;
    ::XML_StopParser(parser, XML_FALSE);
  }
};

// After a stop expat still reports what it had begun.
void OnStart(void* context, const char* name, const char** attributes) {
  auto& reading = *static_cast<Reading*>(context);
  if (reading.stopped) return;
  if (++reading.depth > kMaxXmlDepth) {
    reading.refusal = "depth > " + std::to_string(kMaxXmlDepth);
    return reading.Stop();
  }
  reading.handler->StartElement(LocalName(name), XmlAttributes(attributes));
  if (reading.handler->done()) reading.Stop();
}

void OnEnd(void* context, const char* name) {
  auto& reading = *static_cast<Reading*>(context);
  if (reading.stopped) return;
  --reading.depth;
  reading.handler->EndElement(LocalName(name));
  if (reading.handler->done()) reading.Stop();
}

void OnText(void* context, const char* text, int length) {
  auto& reading = *static_cast<Reading*>(context);
  if (!reading.stopped) reading.handler->Text({text, static_cast<size_t>(length)});
}

void OnEntity(void* context, const char*, int, const char*, int, const char*, const char*,
              const char*, const char*) {
  auto& reading = *static_cast<Reading*>(context);
  reading.refusal = "entities";
  reading.Stop();
}

}  // namespace

std::string_view XmlAttributes::Get(std::string_view local_name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (LocalName(pair[0]) == local_name) return pair[1];
  }
  return {};
}

std::string ReadXml(std::string_view xml, XmlHandler& handler) {
  if (xml.size() > static_cast<size_t>(std::numeric_limits<int>::max())) return "bytes > 2 GiB";
  const Parser parser(::XML_ParserCreate(nullptr));
  if (!parser) return "memory";
  Reading reading;
  reading.parser = parser.get();
  reading.handler = &handler;
  ::XML_SetUserData(parser.get(), &reading);
  ::XML_SetElementHandler(parser.get(), OnStart, OnEnd);
  ::XML_SetCharacterDataHandler(parser.get(), OnText);
  ::XML_SetEntityDeclHandler(parser.get(), OnEntity);
  ::XML_SetParamEntityParsing(parser.get(), XML_PARAM_ENTITY_PARSING_NEVER);
  const auto status = ::XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE);
  if (reading.stopped || status == XML_STATUS_OK) return reading.refusal;
  return "line " + std::to_string(::XML_GetCurrentLineNumber(parser.get())) + ": " +
         ::XML_ErrorString(::XML_GetErrorCode(parser.get()));
}

}  // namespace arsip::extractors
