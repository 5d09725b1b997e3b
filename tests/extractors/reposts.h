// Posts made of the sentences of tests/data/language, and the same posts as others would post them
// again: the labelled set of docs/text-sketch.md. The same for the same seed.
#ifndef ARSIP_TESTS_EXTRACTORS_REPOSTS_H_
#define ARSIP_TESTS_EXTRACTORS_REPOSTS_H_

#include <string>
#include <vector>

namespace arsip::extractors {

inline const std::vector<std::string> kRepostLanguages = {"id", "ms", "tl", "th", "my", "en", "ar"};

struct Post {
  std::string language;
  size_t origin = 0;              // posts of one origin are reposts of one another
  std::string change;             // "none", "emoji", ...
  std::vector<size_t> sentences;  // by their number in the language's file
  std::string text;
};

inline const std::vector<std::string> kChanges = {"emoji",  "link",     "prefix", "truncated",
                                                  "script", "hashtags", "layout", "typo",
                                                  "signed", "several"};

// Of each language `posts` posts, of 1 to 4 sentences, and each once with every change.
std::vector<Post> PostsAndReposts(size_t posts, unsigned seed);

// Parts of their sentences that two posts of one language share: 0 to 1.
double SharedSentences(const Post& a, const Post& b);

}  // namespace arsip::extractors

#endif  // ARSIP_TESTS_EXTRACTORS_REPOSTS_H_
