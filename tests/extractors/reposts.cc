#include "reposts.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "language_samples.h"

namespace arsip::extractors {
namespace {

using Random = std::mt19937;

const std::vector<std::string> kEmoji = {"\U0001F525",           "\u2705",
                                         "\u2764\uFE0F",         "\U0001F64F\U0001F3FD",
                                         "\U0001F1EE\U0001F1E9", "\u26A0"};

size_t Below(size_t limit, Random& random) { return random() % limit; }

const std::string& OneOf(const std::vector<std::string>& list, Random& random) {
  return list[Below(list.size(), random)];
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> words;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

std::string Join(const std::vector<std::string>& words, const std::string& between = " ") {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

bool SpacesPartWords(const std::string& language) { return language != "th" && language != "my"; }

size_t Characters(const std::string& text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

// The byte where character `index` begins.
size_t ByteOf(const std::string& text, size_t index) {
  size_t byte = 0;
  for (; byte < text.size(); ++byte) {
    if ((text[byte] & 0xC0) == 0x80) continue;
    if (index-- == 0) break;
  }
  return byte;
}

std::string WithEmoji(const std::string& text, Random& random) {
  std::vector<std::string> words = Split(text);
  words[0] = OneOf(kEmoji, random) + words[0];
  words.insert(words.begin() + static_cast<std::ptrdiff_t>(Below(words.size(), random)),
               OneOf(kEmoji, random));
  return Join(words) + OneOf(kEmoji, random) + OneOf(kEmoji, random);
}

std::string WithLink(const std::string& text, Random& random) {
  const std::string link = "https://t.me/channel" + std::to_string(random() % 1000) + "/" +
                           std::to_string(random() % 100'000);
  return Below(2, random) == 0 ? link + "\n" + text : text + " " + link;
}

std::string WithPrefix(const Post& post, Random& random) {
  static const std::map<std::string, std::vector<std::string>> prefixes = {
      {"id", {"repost:", "Dibagikan dari @kanal_berita:"}},
      {"ms", {"repost:", "Dikongsi dari"}},
      {"tl", {"repost:", "Mula kay @balita:"}},
      {"th", {"repost:", "\u0E41\u0E0A\u0E23\u0E4C\u0E08\u0E32\u0E01"}},
      {"my", {"repost:", "\u1019\u103B\u103E\u101D\u1031\u101E\u100A\u103A"}},
      {"en", {"repost:", "RT @channel_one:", "Forwarded from News"}},
      {"ar", {"repost:", "\u0646\u0642\u0644\u0627 \u0639\u0646"}}};
  return OneOf(prefixes.at(post.language), random) + " " + post.text;
}

// A quarter of it is gone.
std::string Truncated(const Post& post) {
  if (!SpacesPartWords(post.language)) {
    return post.text.substr(0, ByteOf(post.text, Characters(post.text) * 3 / 4)) + "\u2026";
  }
  std::vector<std::string> words = Split(post.text);
  words.resize(std::max<size_t>(words.size() * 3 / 4, 1));
  return Join(words) + "\u2026";
}

void Replace(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Letters of ASCII in their full width.
std::string FullWidth(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c < '!' || c > '~') {
      out.push_back(c);
      continue;
    }
    const auto code = static_cast<unsigned>(0xFF01 + (c - '!'));
    out.push_back(static_cast<char>(0xE0 | (code >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
  return out;
}

std::string InOtherScriptForm(const Post& post, Random& random) {
  std::string text = post.text;
  if (post.language == "ar") {
    Replace(text, "\u0623", "\u0627");        // alef without its hamza
    Replace(text, "\u0629", "\u0647");        // teh marbuta as heh
    Replace(text, "\u064A ", "\u0649 ");      // yeh without dots at the end
    Replace(text, "\u0631", "\u0631\u064E");  // a vowel sign
    Replace(text, "\u0645", "\u0645\u0640");  // tatweel
    return text;
  }
  if (!SpacesPartWords(post.language)) {
    if (Below(2, random) == 0) {
      Replace(text, " ", "");
      return text;
    }
    // Zero width spaces, as some keyboards put between words; and spaces where there were none.
    for (size_t i = Characters(text); i > 7; i -= 7) {
      text.insert(ByteOf(text, i - 7), i % 2 == 0 ? "\u200B" : " ");
    }
    return text;
  }
  if (Below(2, random) == 0) return FullWidth(text);
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  Replace(text, "A", "\u00C1");
  return text;
}

const std::vector<std::string> kTags = {"#berita", "#News2026", "#\u0E02\u0E48\u0E32\u0E27",
                                        "#\u0627\u062E\u0628\u0627\u0631"};

std::string WithHashtags(const std::string& text, Random& random) {
  const std::string tags = OneOf(kTags, random) + " " + OneOf(kTags, random);
  return Below(2, random) == 0 ? tags + " " + text : text + "\n\n" + tags + " \U0001F525";
}

std::string LaidOut(const std::string& text) {
  std::string out = text;
  Replace(out, ". ", "!!\n\n");
  Replace(out, ",", " -");
  return "\u00AB" + out + "\u00BB";
}

// Two neighbouring characters change places in the middle.
std::string Mistyped(const Post& post, Random& random) {
  std::string text = post.text;
  const size_t count = Characters(text);
  const size_t at = count / 4 + Below(count / 2, random);
  const size_t a = ByteOf(text, at);
  const size_t b = ByteOf(text, at + 1);
  const size_t c = ByteOf(text, at + 2);
  return text.substr(0, a) + text.substr(b, c - b) + text.substr(a, b - a) + text.substr(c);
}

std::string Signed(const Post& post) {
  static const std::map<std::string, std::string> signatures = {
      {"id", "Ikuti kanal kami: t.me/kanal_satu"},
      {"ms", "Ikuti saluran kami: t.me/saluran"},
      {"tl", "Sundan ang aming channel t.me/balita"},
      {"th", "\u0E15\u0E34\u0E14\u0E15\u0E32\u0E21\u0E40\u0E23\u0E32 https://line.me/x"},
      {"my", "\u1021\u1016\u103D\u1032\u1037\u101D\u1004\u103A\u1015\u102B t.me/news"},
      {"en", "Follow our channel: t.me/channel_one"},
      {"ar",
       "\u062A\u0627\u0628\u0639\u0648\u0627 \u0642\u0646\u0627\u062A\u0646\u0627 t.me/news"}};
  return post.text + "\n\n" + signatures.at(post.language);
}

std::string Changed(const Post& post, const std::string& change, Random& random) {
  if (change == "emoji") return WithEmoji(post.text, random);
  if (change == "link") return WithLink(post.text, random);
  if (change == "prefix") return WithPrefix(post, random);
  if (change == "truncated") return Truncated(post);
  if (change == "script") return InOtherScriptForm(post, random);
  if (change == "hashtags") return WithHashtags(post.text, random);
  if (change == "layout") return LaidOut(post.text);
  if (change == "typo") return Mistyped(post, random);
  if (change == "signed") return Signed(post);
  Post several = post;
  several.text = WithPrefix(several, random);
  return WithHashtags(WithLink(WithEmoji(several.text, random), random), random);
}

}  // namespace

std::vector<Post> PostsAndReposts(size_t posts, unsigned seed) {
  Random random(seed);
  std::vector<Post> all;
  size_t origin = 0;
  for (const std::string& language : kRepostLanguages) {
    const auto sentences = LinesOf(LanguageSampleDirectory() / (language + ".txt"));
    std::vector<size_t> order;
    for (size_t made = 0; made < posts; ++made, ++origin) {
      Post post{language, origin, "none", {}, ""};
      const size_t length = 1 + made % 4;
      while (post.sentences.size() < length) {
        if (order.empty()) {
          for (size_t i = 0; i < sentences.size(); ++i) order.push_back(i);
          std::shuffle(order.begin(), order.end(), random);
        }
        post.sentences.push_back(order.back());
        order.pop_back();
      }
      for (const size_t i : post.sentences) {
        post.text += (post.text.empty() ? "" : " ") + sentences[i];
      }
      all.push_back(post);
      for (const std::string& change : kChanges) {
        Post again = post;
        again.change = change;
        again.text = Changed(post, change, random);
        all.push_back(std::move(again));
      }
    }
  }
  return all;
}

double SharedSentences(const Post& a, const Post& b) {
  if (a.language != b.language) return 0;
  size_t shared = 0;
  for (const size_t i : a.sentences) shared += std::ranges::count(b.sentences, i) > 0 ? 1 : 0;
  return static_cast<double>(shared) /
         static_cast<double>(a.sentences.size() + b.sentences.size() - shared);
}

}  // namespace arsip::extractors
