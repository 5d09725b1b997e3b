// A YAML text as a Field, for tests of the section readers.
#ifndef ARSIP_TESTS_SEEDS_PARSED_SECTION_H_
#define ARSIP_TESTS_SEEDS_PARSED_SECTION_H_

#include <gtest/gtest.h>

#include <string>

#include "seeds/collection_fields.h"
#include "seeds/problems.h"
#include "seeds/yaml_document.h"

namespace arsip::seeds {

class ParsedSection {
 public:
  ParsedSection(const std::string& yaml, std::string name) : name_(std::move(name)) {
    Result<YamlNode> document = ParseYaml(yaml, "test.yaml");
    EXPECT_TRUE(document.has_value()) << document.error().ToString();
    if (document.has_value()) node_ = std::move(*document);
  }
  Field field() const { return {node_, name_}; }
  Problems& problems() { return problems_; }
  // What was reported so far, as the user reads it.
  std::string Reported() const {
    const Status status = problems_.ToStatus();
    return status.has_value() ? "" : status.error().message;
  }

 private:
  YamlNode node_;
  std::string name_;
  Problems problems_{"test.yaml"};
};

}  // namespace arsip::seeds

#endif  // ARSIP_TESTS_SEEDS_PARSED_SECTION_H_
