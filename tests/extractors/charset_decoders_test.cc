// The decoders beside the standard: the digests are of what npm text-encoding 0.7.0, the reference
// polyfill of the standard of 2018, made of the same bytes, after it had been brought to the
// standard's present text in five places: the 18 code points of GB 18030-2022, four bytes of
// gb18030 without a code point, ASCII behind a bad lead in euc-jp and euc-kr, the output state of
// iso-2022-jp.
#include "extractors/charset_decoders.h"

#include <gtest/gtest.h>

#include <string>

#include "base/digest.h"
#include "extractors/charset.h"
#include "extractors/charset_indexes.h"

namespace arsip::extractors {
namespace {

void AppendBytes(std::string& out, std::initializer_list<unsigned> bytes) {
  for (const unsigned byte : bytes) out += static_cast<char>(byte);
}

void AppendFourBytes(std::string& out, unsigned pointer) {
  AppendBytes(out, {0x81 + pointer / 12600, 0x30 + pointer / 1260 % 10, 0x81 + pointer / 10 % 126,
                    0x30 + pointer % 10});
}

// Every pair from 80 00 on, every triple of JIS X 0212, four bytes of GB 18030 up to beyond its
// ranges, and noise with the escapes of ISO 2022.
std::string EverySequence() {
  std::string bytes;
  for (unsigned lead = 0x80; lead <= 0xFF; ++lead) {
    for (unsigned trail = 0; trail <= 0xFF; ++trail) AppendBytes(bytes, {lead, trail, '\n'});
  }
  for (unsigned lead = 0xA1; lead <= 0xFE; ++lead) {
    for (unsigned trail = 0xA1; trail <= 0xFE; ++trail) {
      AppendBytes(bytes, {0x8F, lead, trail, '\n'});
    }
  }
  for (unsigned pointer = 0; pointer < 39'500; ++pointer) AppendFourBytes(bytes, pointer);
  for (unsigned pointer = 188'990; pointer < 1'237'700; pointer += 997) {
    AppendFourBytes(bytes, pointer);
  }
  bytes += '\n';
  const char* const kEscapes[] = {"\x1B(B", "\x1B(J", "\x1B(I", "\x1B$@",
                                  "\x1B$B", "\x1B",   "$",      "("};
  uint32_t x = 2463534242;
  for (int i = 0; i < 200'000; ++i) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    const uint32_t kind = x >> 24;
    const uint32_t byte = x >> 8 & 0xFF;
    if (kind < 8) {
      bytes += kEscapes[kind];
    } else {
      bytes += static_cast<char>(kind < 128 ? 0x21 + byte % 94 : byte);
    }
  }
  return bytes;
}

struct Expected {
  std::string_view encoding;
  std::string_view digest;
};

constexpr Expected kStandard[] = {
    {"ibm866", "a7e458937070981020418872abe4622702b509c71c6434d8da2bc66dffffa076"},
    {"iso-8859-2", "27ac4a9cba37d1610488342fb3a4426c397f62693c2953ea9be917c84282b066"},
    {"iso-8859-3", "997f012e9e1cc5b32adb3a7f19b1f7a735a82d0756e6a76e1220a2edaaca4d39"},
    {"iso-8859-4", "745dd37972f537650b03b0fbfb82e79d55cbdf1bf06163b6d60eedbd4177456e"},
    {"iso-8859-5", "89c4c604bc445e6e0562633b6d520700f53117718b0ead77df5eaaad4fb150e6"},
    {"iso-8859-6", "c2ad00ea93adbda7fa908e54c4eb91c5426b6cb62ff54721495ad10af257b627"},
    {"iso-8859-7", "d8c54a063e87a17f3f11c9a23e81ca066a7f731953f8404bfadb191216b37180"},
    {"iso-8859-8", "92edfa61ac18a51d6775badb52b3df0eb03abf3380705c4f80f4cd1145b4d689"},
    {"iso-8859-8-i", "92edfa61ac18a51d6775badb52b3df0eb03abf3380705c4f80f4cd1145b4d689"},
    {"iso-8859-10", "9f6bbb4de9c257d2fc2e8ff561eb2c3168715ba9dd68ce812f4652e3e5beb633"},
    {"iso-8859-13", "3642cbe55a48a3bc598bc2535f81037eaa364d71f834dacb44cda743c46e0a6f"},
    {"iso-8859-14", "c26c53052a32bc9c66fe4f2d50935e9ad3860ef822f121d933bb4f8796015084"},
    {"iso-8859-15", "870ad0672c83683ce59b6f9f0510effebdacf99181f7b39fbf96c8d643696988"},
    {"iso-8859-16", "5c274448c85a468cba195dd0f696caf612721b3ce8f115e8e88365b603e08972"},
    {"koi8-r", "211f1226bc42e2d4ccc2172c53b18ccbfc944b1fdce765e967eda83f82fd8708"},
    {"koi8-u", "4448939bfb3a3631c1e95c0ed3128dd2a9bb273875edea5585213f6bf29d533d"},
    {"macintosh", "5bbe75336c78c38f6c0331127da256b8992cee9e6b83de2aa1e743a8024b7678"},
    {"windows-874", "5a6d3dba9c42be9a95917a34603f95324e3abae5efa408d15520d763fb4ada9e"},
    {"windows-1250", "bf2c96968a2ee1e5c70ba2caaeb3a28cb710687870e38d138a5fa69c90c179d3"},
    {"windows-1251", "86c961cf72526dc9a481529e39a3777f8c9160fa830189c614863b81479b0b10"},
    {"windows-1252", "3f4b46d442c10160012eeae7c86ca3970e55595d9870289d5a5469f2ca07b486"},
    {"windows-1253", "68649e99fb72a0a3395e699250218ca81279316083c0fd7d30a932fb49739259"},
    {"windows-1254", "8b4b4c0a0bf3190a86eb577f2ddf82b624d9855808ea2b61d659eb556747f9a9"},
    {"windows-1255", "808e95db84682d60c6ea35dafedfc9ba88eed33009fee10f42c6148853b5ae20"},
    {"windows-1256", "3e373fb4da94a1aaabc5730c29f34d0bb1194392c5012ead00e5e904b27dddf9"},
    {"windows-1257", "cee4d69f1d9577af0ae863d35fd473d5eac3b0d2068d61f572fe3b80806a6a00"},
    {"windows-1258", "5fedf51c9451a8d77d32259191679a4b932f6d6804c817f6d3ae3360bd646172"},
    {"x-mac-cyrillic", "8e7d64f614e6fecaa4c89dda0fcd479149d0e859681c89867d308a7329d9dde1"},
    {"gbk", "ddb22242be2269b66f9e1190e034128a1d603b6e87d53a9ee5119fc415f61c32"},
    {"gb18030", "ddb22242be2269b66f9e1190e034128a1d603b6e87d53a9ee5119fc415f61c32"},
    {"big5", "04980dd60a4ebffe4c2240d74fb6e06da2412c440ce709939f82329fa90bae4c"},
    {"euc-jp", "fdf112a74e04253bbadd78e9ddfbb463fff3ccad26932ad671f13cb7aa96795a"},
    {"iso-2022-jp", "91e70de0b204fac66c4cdd9c5495d469057725700c521ca63cd838bf3911cca8"},
    {"shift_jis", "5d48701402fa094abafac21bf3c51510431f4d977e1d4e5de9a26c5eb59f1800"},
    {"euc-kr", "52fb71a182efe8b61d12ba2abfbd75efcb18353120ea2db95507c68a4fa070ae"},
    {"utf-16be", "264ca21fb3a510680fd74513e99ffee7f1379f860751aedcf9a035dbdeecb00f"},
    {"utf-16le", "757e34e27aa371be5e39c6de63d58e87ac0567284aae46bd2c98cbb19f5e5e87"},
    {"x-user-defined", "d9dd3b3cf6f30eaa1e2f142765bdea2a3b4f0c71fc7a8aded5a414cb5cd6508c"},
};

TEST(WhatwgDecoders, EverySequenceIsDecodedAsByTheStandard) {
  const std::string bytes = EverySequence();
  ASSERT_EQ(FormatDigest(ComputeSha256(bytes)),
            "sha256:5d865a5773215be5355d7e83f23ddc97f48e04958a9d71b13e6f523f98a618ee");
  for (const Expected& expected : kStandard) {
    std::string text;
    AppendDecoded(bytes, *EncodingForLabel(expected.encoding), text);
    EXPECT_EQ(FormatDigest(ComputeSha256(text)), "sha256:" + std::string(expected.digest))
        << expected.encoding;
  }
  EXPECT_EQ(std::size(kStandard) + 2, Encodings().size()) << "all but utf-8 and replacement";
}

std::string Decode(std::string_view bytes, std::string_view label) {
  std::string text;
  AppendDecoded(bytes, *EncodingForLabel(label), text);
  return text;
}

const std::string kBad = "\xEF\xBF\xBD";

TEST(WhatwgGb18030, TheEditionOf2022) {
  EXPECT_EQ(Decode("\xA6\xD9\xFE\x59", "gb18030"), "\xEF\xB8\x90\xE9\xBE\xB4");
  EXPECT_EQ(Decode("\xA3\xA0", "gbk"), "\xE3\x80\x80");
  EXPECT_EQ(Decode("\x80", "gbk"), "\xE2\x82\xAC");
  EXPECT_EQ(Decode("\x90\x30\x81\x30", "gb18030"), "\xF0\x90\x80\x80");
}

TEST(WhatwgGb18030, FourBytesThatAreNoneGiveBackAllButTheLead) {
  EXPECT_EQ(Decode("\x81\x30\x81<", "gb18030"), kBad + "0" + kBad + "<");
  EXPECT_EQ(Decode("\x81\x30<", "gb18030"), kBad + "0<");
  EXPECT_EQ(Decode("\x81\x30\x81", "gb18030"), kBad);
}

TEST(WhatwgBig5, FourSequencesAreTwoCharacters) {
  EXPECT_EQ(Decode("\x88\x62\x88\xA5", "big5"), "\xC3\x8A\xCC\x84\xC3\xAA\xCC\x8C");
}

TEST(WhatwgIso2022Jp, AnEscapeBehindAnEscapeIsAnError) {
  EXPECT_EQ(Decode("\x1B$BF|\x1B(Ba", "iso-2022-jp"),
            "\xE6\x97\xA5"
            "a");
  EXPECT_EQ(Decode("\x1B$B\x1B(Ba", "iso-2022-jp"), kBad + "a");
  EXPECT_EQ(Decode("\x0E<", "iso-2022-jp"), kBad + "<");
  EXPECT_EQ(Decode("\x1B(J\\~", "iso-2022-jp"), "\xC2\xA5\xE2\x80\xBE");
}

TEST(WhatwgReplacement, WhateverItWasIsOneCharacter) {
  for (const char* label : {"iso-2022-kr", "hz-gb-2312", "iso-2022-cn"}) {
    EXPECT_EQ(Decode("~{<script>", label), kBad) << label;
  }
  EXPECT_EQ(Decode("", "replacement"), "");
}

TEST(WhatwgUserDefined, BytesAreInThePrivateUseArea) {
  EXPECT_EQ(Decode("a\x80\xFF", "x-user-defined"), "a\xEF\x9E\x80\xEF\x9F\xBF");
}

}  // namespace
}  // namespace arsip::extractors
