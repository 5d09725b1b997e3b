// What an import came to, for people and for scripts.
#ifndef ARSIP_CLI_IMPORT_TEXT_H_
#define ARSIP_CLI_IMPORT_TEXT_H_

#include <nlohmann/json.hpp>
#include <string>

#include "archive/import.h"

namespace arsip::cli {

// A few lines a file. Text of the files is neutralised.
std::string FormatImported(const archive::ImportedFile& file);

// One object a file; the deviations are in it.
nlohmann::json ImportedJson(const archive::ImportedFile& file);

}  // namespace arsip::cli

#endif  // ARSIP_CLI_IMPORT_TEXT_H_
