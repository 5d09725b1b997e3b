// .warc.zst files made by hand with zstd's simple interface, which the archive does not use.
#ifndef ARSIP_TESTS_ARCHIVE_ZSTD_SAMPLES_H_
#define ARSIP_TESTS_ARCHIVE_ZSTD_SAMPLES_H_

#include <zdict.h>
#include <zstd.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "warc_samples.h"

namespace arsip::archive::testing {

inline std::string Frame(std::string_view bytes, std::string_view dictionary = {},
                         int window_log = 0) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(zstd.get(), ZSTD_c_checksumFlag, 1);
  if (window_log > 0) ZSTD_CCtx_setParameter(zstd.get(), ZSTD_c_windowLog, window_log);
  ZSTD_CCtx_loadDictionary(zstd.get(), dictionary.data(), dictionary.size());
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  frame.resize(ZSTD_compress2(zstd.get(), frame.data(), frame.size(), bytes.data(), bytes.size()));
  return frame;
}

// 0x184D2A5D holds a dictionary; the other fifteen are extension frames.
inline std::string Skippable(std::string_view content, char variant = '\x5d') {
  std::string frame = std::string(1, variant) + "\x2a\x4d\x18";
  for (int shift = 0; shift < 32; shift += 8) {
    frame.push_back(static_cast<char>(content.size() >> shift & 0xff));
  }
  return frame.append(content);
}

inline std::vector<std::string> PageSamples() {
  std::vector<std::string> samples;
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i * 7919);
    samples.push_back(HandMadeResponse(i, "https://example.org/" + n,
                                       "<html><head><title>Page " + n + "</title></head>" +
                                           "<body class=\"article\"><p>Text of " + n +
                                           "</p></body></html>")
                          .Bytes());
  }
  return samples;
}

inline std::string Dictionary() {
  std::string all;
  std::vector<size_t> lengths;
  for (const std::string& sample : PageSamples()) {
    all += sample;
    lengths.push_back(sample.size());
  }
  std::string dictionary(8192, '\0');
  dictionary.resize(ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), all.data(),
                                          lengths.data(), static_cast<unsigned>(lengths.size())));
  return dictionary;
}

}  // namespace arsip::archive::testing

#endif  // ARSIP_TESTS_ARCHIVE_ZSTD_SAMPLES_H_
