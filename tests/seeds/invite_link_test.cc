#include "seeds/invite_link.h"

#include <gtest/gtest.h>

namespace arsip::seeds {
namespace {

bool IsInvite(const char* text) { return IsInviteLink(Url::Parse(text).value()); }

TEST(InviteLink, EveryFormThatJoinsAClosedGroupIsFound) {
  for (const char* text :
       {"https://t.me/+AbCdEf123", "http://t.me/joinchat/AbCdEf", "https://telegram.me/+AbC",
        "https://telegram.me/joinchat/AbC", "https://telegram.dog/+AbC",
        "https://chat.whatsapp.com/AbCdEf123", "https://discord.gg/abc",
        "https://discord.com/invite/abc", "https://discordapp.com/invite/abc",
        "https://signal.group/abc", "https://invite.viber.com/join?g=abc"}) {
    EXPECT_TRUE(IsInvite(text)) << text;
  }
}

TEST(InviteLink, OtherSpellingsOfTheSameLinkAreFound) {
  for (const char* text :
       {"https://T.ME/%2BAbC", "https://t.me/%2bAbC", "https://t.me/ AbC", "https://t.me/%20AbC",
        "https://t.me//+AbC", "https://t.me/JoinChat/AbC", "https://t.me/join%63hat/AbC",
        "https://t.me/joinchat//AbC", "https://www.t.me/+AbC", "https://t.me./+AbC",
        "https://t.me:8443/+AbC", "https://t.me/s/+AbC", "https://t.me/x/../+AbC",
        "https://www.discord.com/invite/abc", "https://discord.gg/%61bc"}) {
    EXPECT_TRUE(IsInvite(text)) << text;
  }
}

TEST(InviteLink, PublicPagesOfTheSameHostsAreNot) {
  for (const char* text :
       {"https://t.me/s/channel", "https://t.me/channel/12?embed=1&mode=tme", "https://t.me/",
        "https://t.me/joinchat", "https://t.me/joinchatter/1", "https://t.me/a+b",
        "https://discord.com/channels", "https://discord.gg/", "https://chat.whatsapp.com/",
        "https://example.org/+AbC", "https://example.org/t.me/+AbC", "https://not-t.me/+AbC",
        "https://t.me.example.org/+AbC"}) {
    EXPECT_FALSE(IsInvite(text)) << text;
  }
}

}  // namespace
}  // namespace arsip::seeds
