// What a text loses before it is compared: docs/text-sketch.md.
#include "extractors/text_folding.h"

#include <gtest/gtest.h>

#include <string>

#include "reposts.h"

namespace arsip::extractors {
namespace {

TEST(TextFolding, CaseFormsAccentsAndPunctuationFallAway) {
  EXPECT_EQ(FoldText("Selamat PAGI, dunia!\n\n(anak-anak)"), "selamat pagi dunia anak anak");
  EXPECT_EQ(FoldText("\uFF33\uFF45\uFF4C\uFF41\uFF4D\uFF41\uFF54 \uFF11\uFF12"), "selamat 12");
  EXPECT_EQ(FoldText("Ni\u00F1o Nin\u0303o \u0110\u1EBFn"), "nino nino \u0111en");
  EXPECT_EQ(FoldText("don\u2019t don't"), "dont dont");
  EXPECT_EQ(FoldText(" \n\t .,;"), "");
}

TEST(TextFolding, EmojiFallAwayAndPartWords) {
  EXPECT_EQ(FoldText("\U0001F525berita\u2764\uFE0Fbaik \U0001F64F\U0001F3FD \U0001F1EE\U0001F1E9"),
            "berita baik");
}

TEST(TextFolding, LinksAndMentionsFallAway) {
  EXPECT_EQ(FoldText("lihat https://t.me/kanal/12?x=1 dan www.Example.org/a atau t.me/kanal."),
            "lihat dan atau");
  EXPECT_EQ(FoldText("oleh @kanal_berita: isi"), "oleh isi");
  EXPECT_EQ(FoldText("\u0E14\u0E39\u0E17\u0E35\u0E48https://a.b/c\u0E02\u0E48\u0E32\u0E27"),
            FoldText("\u0E14\u0E39\u0E17\u0E35\u0E48\u0E02\u0E48\u0E32\u0E27"));
  EXPECT_EQ(FoldText("harga 12/kg dan a/b"), "harga 12 kg dan a b");
}

TEST(TextFolding, HashtagsFallAwayAtTheEndsOfALineAndStayWithin) {
  EXPECT_EQ(FoldText("#news #id Banjir di kota\n#news \U0001F525 #banjir"), "banjir di kota");
  EXPECT_EQ(FoldText("perang #kota berlanjut"), "perang kota berlanjut");
}

TEST(TextFolding, FormsOfArabicLettersAreOne) {
  EXPECT_EQ(FoldText("\u0623\u0625\u0622\u0627"), "\u0627\u0627\u0627\u0627");
  EXPECT_EQ(FoldText("\u0645\u0640\u0640\u062F\u064E\u0631\u0633\u0629"),
            "\u0645\u062F\u0631\u0633\u0647");
  EXPECT_EQ(FoldText("\u0639\u0644\u0649 \u06CC\u06A9"), "\u0639\u0644\u064A \u064A\u0643");
  EXPECT_EQ(FoldText("\uFEDF\uFE8E"), "\u0644\u0627");  // presentation forms
  EXPECT_EQ(FoldText("\u0661\u0662 \u06F1\u06F2 \u0E51\u0E52 \u1041\u1042"), "12 12 12 12");
}

TEST(TextFolding, ScriptsWithoutSpacesAreOneWordHoweverTheyAreSpaced) {
  const std::string joined = "\u0E02\u0E48\u0E32\u0E27\u0E27\u0E31\u0E19\u0E19\u0E35\u0E49";
  const std::string spaced = "\u0E02\u0E48\u0E32\u0E27 \u0E27\u0E31\u0E19\u200B\u0E19\u0E35\u0E49!";
  EXPECT_EQ(FoldText(spaced), joined);
  EXPECT_EQ(FoldText(joined + " 2569 " + joined), joined + " 2569 " + joined);
  const std::string burmese = "\u1019\u103C\u1014\u103A\u1019\u102C";
  EXPECT_EQ(FoldText(burmese + "\u104B " + burmese), burmese + burmese);
}

TEST(TextFolding, WhatIsFoldedStaysAsItIs) {
  for (const Post& post : PostsAndReposts(8, 3)) {
    const std::string folded = FoldText(post.text);
    EXPECT_EQ(FoldText(folded), folded) << post.text;
  }
}

}  // namespace
}  // namespace arsip::extractors
