#include "seeds/invite_link.h"

#include <array>
#include <string>
#include <string_view>

#include "base/percent_encoding.h"

namespace arsip::seeds {
namespace {

struct InvitePlace {
  std::string_view host;         // with or without "www."
  std::string_view path_prefix;  // lower case; something has to follow it, unless it is empty
};
constexpr std::array<InvitePlace, 15> kInvitePlaces{{{"t.me", "+"},
                                                     {"t.me", " "},
                                                     {"t.me", "joinchat/"},
                                                     {"telegram.me", "+"},
                                                     {"telegram.me", " "},
                                                     {"telegram.me", "joinchat/"},
                                                     {"telegram.dog", "+"},
                                                     {"telegram.dog", " "},
                                                     {"telegram.dog", "joinchat/"},
                                                     {"chat.whatsapp.com", ""},
                                                     {"discord.gg", ""},
                                                     {"discord.com", "invite/"},
                                                     {"discordapp.com", "invite/"},
                                                     {"signal.group", ""},
                                                     {"invite.viber.com", ""}}};

// As the server will read it: decoded, in one case, without doubled or leading slashes. Telegram's
// preview form, /s/NAME, opens nothing that /NAME does not, so "s/" goes, too.
std::string CanonicalPath(std::string_view path) {
  std::string out;
  for (const char c : PercentDecode(path)) {
    if (c == '/' && (out.empty() || out.back() == '/')) continue;
    out += AsciiLower(c);
  }
  return out.starts_with("s/") ? out.substr(2) : out;
}

}  // namespace

bool IsInviteLink(const Url& url) {
  std::string_view host = url.host();
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.starts_with("www.")) host.remove_prefix(4);
  std::string path;
  for (const InvitePlace& place : kInvitePlaces) {
    if (host != place.host) continue;
    if (path.empty()) path = CanonicalPath(url.path());
    if (path.size() > place.path_prefix.size() && path.starts_with(place.path_prefix)) return true;
  }
  return false;
}

}  // namespace arsip::seeds
